@testable import PolicyDSL

/// What a reader sees of a rule file, whatever its spacing and widths.
enum VisibleText {
  /// Whether a formatted text shows the same characters in the same order as its file.
  static func isSame(_ file: SourceFile, _ formatted: String) -> Bool {
    visible(String(decoding: file.bytes, as: UTF8.self)) == visible(formatted)
  }

  /// The characters of a text that can be seen, with one spelling for those that mean the same.
  private static func visible(_ text: String) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      switch Characters.folded(scalar) {
      case " ", "\t": break
      case let hidden where Characters.isHidden(hidden): break
      case "“", "”", "「", "」": result.append("\"")
      case "≥": result += [">", "="]
      case "≤": result += ["<", "="]
      case "≠": result += ["!", "="]
      case let other: result.append(other)
      }
    }
    return result
  }
}
