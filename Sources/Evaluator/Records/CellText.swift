import PolicyDSL

/// The text of a cell as the readers see it: folded to half width, trimmed, as bytes.
///
/// Cells fold as names of the language do, so that a cell equals a name exactly where both have the
/// same bytes.
enum CellText {
  /// Writes the folded and trimmed form of UTF-8 `source` into `target`.
  ///
  /// - Returns: The first invisible character, if there is one that is not trimmed away.
  static func fold(_ source: ArraySlice<UInt8>, into target: inout [UInt8]) -> Unicode.Scalar? {
    target.removeAll(keepingCapacity: true)
    var hidden: Unicode.Scalar?
    if source.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
      target.append(contentsOf: source)
    } else {
      for scalar in String(decoding: source, as: UTF8.self).unicodeScalars {
        let folded = Characters.folded(scalar)
        if hidden == nil, isHidden(folded) { hidden = folded }
        target.append(contentsOf: UTF8.encode(folded)!)
      }
    }
    while let last = target.last, isBlank(last) { target.removeLast() }
    if let first = target.firstIndex(where: { !isBlank($0) }), first > 0 { target.removeFirst(first) }
    return hidden
  }

  /// Returns the folded and trimmed form of a text.
  static func folded(_ text: String) -> String {
    var bytes: [UInt8] = []
    _ = fold(Array(text.utf8)[...], into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether a folded scalar is invisible, or changes the direction of what follows; line breaks and
  /// tabs are not among them.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    Characters.isHidden(scalar) && scalar != "\n" && scalar != "\r"
  }

  /// Whether a byte is a space, a tab or a line break.
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || isLineBreak(byte)
  }

  /// Whether a byte ends a line.
  static func isLineBreak(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  /// Returns the text of a cell as messages quote it: one line, at most thirty characters, nothing
  /// invisible.
  static func quoted(_ bytes: some Sequence<UInt8>) -> String {
    let scalars = String(decoding: Array(bytes), as: UTF8.self).unicodeScalars
    var shown = ""
    for scalar in scalars.prefix(30) {
      if isHidden(scalar) {
        shown += code(of: scalar)
      } else if scalar == "\n" || scalar == "\r" {
        shown += "⏎"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return "`" + shown + (scalars.count > 30 ? "…" : "") + "`"
  }

  /// Returns the code of a scalar as `U+200B`.
  static func code(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
}
