import PolicyDSL

/// A piece of a JSON document (RFC 8259); the members of an object keep their order.
indirect enum JSONValue {
  case null
  case bool(Bool)
  case integer(Int)
  case string(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  /// The document, one member or element on a line.
  var text: String {
    var text = ""
    write(to: &text, indent: 0)
    return text
  }

  private func write(to text: inout String, indent: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .string(let value): Self.write(value, to: &text)
    case .array(let elements):
      Self.write(elements, between: ("[", "]"), to: &text, indent) { $0.write(to: &$1, indent: indent + 1) }
    case .object(let members):
      Self.write(members, between: ("{", "}"), to: &text, indent) {
        Self.write($0.0, to: &$1)
        $1 += ": "
        $0.1.write(to: &$1, indent: indent + 1)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], between brackets: (String, String), to text: inout String, _ indent: Int,
    item write: (Item, inout String) -> Void
  ) {
    text += brackets.0
    for (position, item) in items.enumerated() {
      text += (position == 0 ? "\n" : ",\n") + String(repeating: " ", count: indent + 1)
      write(item, &text)
    }
    if !items.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
    text += brackets.1
  }

  /// Writes a string. Characters that control a terminal or hide are escaped as well.
  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if scalar.value < 0x20 || CellText.isHidden(scalar) {
          for unit in UTF16.encode(scalar)! { text += "\\u" + hexadecimal(unit) }
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }

  private static func hexadecimal(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }
}

extension String? {
  /// The text, or `null`.
  var json: JSONValue { map(JSONValue.string) ?? .null }
}

extension Period? {
  /// The first and the last day; `null` for 长期 and where there is none.
  var json: JSONValue {
    map { period in
      .object([
        ("from", .string(period.start.description)), ("to", (period.end?.description).json),
      ])
    } ?? .null
  }
}
