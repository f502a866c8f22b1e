/// Rewrites a rule file in the one canonical spelling of the language.
///
/// The formatter works on tokens and physical lines: it never joins or breaks the lines of an
/// author, except that every row of a table gets a line of its own. Comments and blank lines stay
/// where they are. What it writes means the same, and formatting it again changes nothing.
public enum PolicyFormatter {
  /// Returns the text of `file` in canonical form, from the tokens and lines that `parsed` holds.
  ///
  /// `parsed` must come from `Parser.parse` of the same `file`. The result is only as good as the
  /// parse: a file with errors should be refused before, because the spaces in a clause that could
  /// not be read may matter. Nothing is lost from such a file either.
  public static func format(_ file: SourceFile, _ parsed: ParsedFile) -> String {
    var text = ""
    for line in LineLayout.lay(out: file, parsed) {
      text += line
      text += "\n"
    }
    return text
  }

  /// Returns `file` with `edits` made, as `format --fix` does.
  ///
  /// The edits are made in the order of the file, whatever their order in the list. An edit that
  /// overlaps one before it, or that changes the very same place, is passed over: the next run
  /// reports it again if it is still needed.
  public static func apply(_ edits: [TextEdit], to file: SourceFile) -> SourceFile {
    let ordered = edits.enumerated().sorted {
      ($0.element.span.lower, $0.offset) < ($1.element.span.lower, $1.offset)
    }
    var bytes: [UInt8] = []
    var position = 0
    var last: SourceSpan?
    for (_, edit) in ordered {
      let span = edit.span
      guard span.lower >= position, span.upper <= file.bytes.count, span != last else { continue }
      bytes += file.bytes[position..<span.lower]
      bytes += Array(edit.replacement.utf8)
      position = span.upper
      last = span
    }
    bytes += file.bytes[position...]
    return SourceFile(path: file.path, bytes: bytes)
  }
}
