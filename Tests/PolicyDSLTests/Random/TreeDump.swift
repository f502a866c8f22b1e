@testable import PolicyDSL

/// Writes down everything a syntax tree says apart from where it stands.
///
/// A field or a case is written as its name and a colon, a case without a value as its name.
enum TreeDump {
  static func text(of tree: SyntaxTree) -> String {
    var text = ""
    write(tree, into: &text)
    return text
  }

  private static func write(_ value: Any, into text: inout String) {
    switch value {
    case is SourceSpan: return
    case let string as String: text += "'\(string)'"
    case let name as Name: text += "'\(name.text)'"
    case let given as GivenSyntax:
      // Headings are names that the tree keeps unfolded.
      text += "given(\(given.entity.name.text)"
      for head in given.heads { text += " '\(folded(head.text))'" }
      for row in given.rows { for cell in row { text += " '\(cell.text)'" } }
      text += ")"
    default:
      let mirror = Mirror(reflecting: value)
      guard !mirror.children.isEmpty else {
        text += "\(value)"
        return
      }
      text += "("
      for child in mirror.children {
        // Of a case that holds nothing but its place the name is what counts.
        if child.value is SourceSpan, mirror.displayStyle != .enum { continue }
        if let label = child.label { text += " \(label):" }
        write(child.value, into: &text)
      }
      text += ")"
    }
  }

  private static func folded(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { scalars.append(Characters.folded(scalar)) }
    return String(scalars)
  }
}
