/// Turns diagnostics into the text that people read.
public struct DiagnosticRenderer: Sendable {
  private let files: [SourceFile]
  private let language: Language
  private let colored: Bool

  /// Creates a renderer for the diagnostics of `files`, the list that was compiled.
  public init(files: [SourceFile], language: Language, colored: Bool = false) {
    self.files = files
    self.language = language
    self.colored = colored
  }

  /// Returns one diagnostic: place and message, the line, carets under the words, the hint.
  public func text(_ diagnostic: Diagnostic) -> String {
    let severity = diagnostic.code.severity == .error ? label("错误", "error") : label("警告", "warning")
    let head = paint("\(severity)[\(diagnostic.code.rawValue)]", diagnostic.code.severity == .error ? 31 : 33)
    let message = TerminalText.safe(diagnostic.message.text(in: language))
    var text = "\(place(diagnostic.span)): \(head): \(message)\n"
    text += excerpt(diagnostic.span)
    if let related = diagnostic.related {
      text += "\(place(related.span)): \(TerminalText.safe(related.message.text(in: language)))\n"
      text += excerpt(related.span)
    }
    if let hint = diagnostic.hint {
      text += "\(label("建议", "hint")): \(TerminalText.safe(hint.text(in: language)))\n"
    }
    return text
  }

  /// Returns all diagnostics, a blank line behind each.
  public func text(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { text($0) + "\n" }.joined()
  }

  private func place(_ span: SourceSpan) -> String {
    let file = files[span.file]
    let position = file.position(of: span.lower)
    return "\(TerminalText.safe(file.path)):\(position.line):\(position.column)"
  }

  private func excerpt(_ span: SourceSpan) -> String {
    let file = files[span.file]
    let start = file.position(of: span.lower)
    let before = span.lower - file.lineStart(of: span.lower)
    let lineEnd = file.lineEnd(from: span.lower)
    // A span over several lines is shown on its first line only.
    let upper = min(span.upper, lineEnd)
    let whole = SourceSpan(file: span.file, lower: span.lower - before, upper: lineEnd)
    var lead = file.text(SourceSpan(file: span.file, lower: whole.lower, upper: span.lower))
    var marked = file.text(SourceSpan(file: span.file, lower: span.lower, upper: upper))
    var tail = file.text(SourceSpan(file: span.file, lower: upper, upper: lineEnd))
    (lead, marked, tail) = (TerminalText.safe(lead), TerminalText.safe(marked), TerminalText.safe(tail))
    clip(&lead, &marked, &tail)
    let number = String(start.line)
    let gutter = String(repeating: " ", count: number.utf8.count)
    let carets = String(repeating: "^", count: max(1, DisplayWidth.columns(of: marked)))
    let indent = String(repeating: " ", count: DisplayWidth.columns(of: lead))
    return "  \(number) | \(lead)\(marked)\(tail)\n  \(gutter) | \(indent)\(paint(carets, 31))\n"
  }

  /// Shortens a very long line to what surrounds the marked words.
  private func clip(_ lead: inout String, _ marked: inout String, _ tail: inout String) {
    let limit = 120
    if lead.unicodeScalars.count > limit {
      lead = "…" + String(String.UnicodeScalarView(lead.unicodeScalars.suffix(60)))
    }
    if marked.unicodeScalars.count > limit {
      marked = String(String.UnicodeScalarView(marked.unicodeScalars.prefix(limit)))
      tail = "…"
    }
    if tail.unicodeScalars.count > limit {
      tail = String(String.UnicodeScalarView(tail.unicodeScalars.prefix(60))) + "…"
    }
  }

  private func label(_ zh: String, _ en: String) -> String { language == .chinese ? zh : en }

  private func paint(_ text: String, _ color: Int) -> String {
    colored ? "\u{1B}[1;\(color)m\(text)\u{1B}[0m" : text
  }
}

/// Text that may be shown in a terminal whatever it contains.
public enum TerminalText {
  /// Returns `text` with control and direction-changing characters shown as `\u{…}` and tabs as spaces.
  ///
  /// A rule file or a cell could otherwise move the cursor, recolour or reorder what is printed.
  public static func safe(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\t" {
        result.append(" ")
      } else if Characters.isHidden(scalar) {
        result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }
}
