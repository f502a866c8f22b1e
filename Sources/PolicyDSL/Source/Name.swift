/// A name of the rule language, folded to half width and compared byte by byte.
///
/// `String` compares canonically equivalent texts as equal, a database compares bytes; a name has
/// to mean the same in both, so it compares bytes.
public struct Name: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The name as text.
  public let text: String

  /// Creates a name from folded text.
  public init(_ text: String) { self.text = text }

  /// Creates a name from the bytes of folded text.
  package init(_ bytes: [UInt8]) { text = String(decoding: bytes, as: UTF8.self) }

  /// Whether both names have the same bytes.
  public static func == (left: Name, right: Name) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  /// Orders names by their bytes.
  public static func < (left: Name, right: Name) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  /// Hashes eight bytes at a time: a hasher takes as long over one byte as over a word.
  public func hash(into hasher: inout Hasher) {
    var word: UInt64 = 0
    var count = 0
    for byte in text.utf8 {
      word = word << 8 | UInt64(byte)
      count += 1
      if count % 8 == 0 {
        hasher.combine(word)
        word = 0
      }
    }
    hasher.combine(word)
    hasher.combine(count)
  }

  /// The name as text.
  public var description: String { text }
}
