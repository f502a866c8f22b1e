/// A name of the rule language, folded to half width and compared byte by byte.
///
/// `String` compares canonically equivalent texts as equal, a database compares bytes; a name has
/// to mean the same in both, so it compares bytes.
public struct Name: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The name as text.
  public let text: String

  /// Creates a name from folded text.
  public init(_ text: String) { self.text = text }

  /// Whether both names have the same bytes.
  public static func == (left: Name, right: Name) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  /// Orders names by their bytes.
  public static func < (left: Name, right: Name) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  /// Hashes the bytes of the name.
  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }

  /// The name as text.
  public var description: String { text }
}
