/// The classes of characters of the rule language, by an own table.
///
/// `Character.isNumber` and its kin call 一 and 万 numbers; the language does not.
package enum Characters {
  /// Returns the half-width form of a scalar, or the scalar itself.
  ///
  /// U+FF01–FF5E equal ASCII, the ideographic space a space, `・•‧` equal `·`, `−` equals `-`.
  package static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x21...0x7E: scalar
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    case 0x3000, 0xA0, 0x2000...0x200A, 0x202F, 0x205F: " "
    case 0x30FB, 0x2022, 0x2027: "·"
    case 0x2212: "-"
    case 0xD7: "*"
    case 0xF7: "/"
    default: scalar
    }
  }

  static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  static func isHan(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0xF900...0xFAFF, 0x20000...0x323AF, 0x3005, 0x3007: true
    default: false
    }
  }

  /// Whether a scalar is invisible or changes the direction of what follows.
  ///
  /// Such a character in a rule would make a reader see another rule than the compiler.
  package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B...0x200F,
      0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    case 0x0A, 0x0D: true
    default: false
    }
  }
}
