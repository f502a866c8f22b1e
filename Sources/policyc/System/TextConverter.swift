import Evaluator
import Glibc

/// The calls to the system that turn text into UTF-8.
package enum TextConverter {
  /// The system has no converter for an encoding: each one is a file of its own, which a slim system
  /// may lack.
  package struct Missing: Error {}

  /// Returns the text of a file in an encoding, as far as it is valid.
  static func text(of bytes: [UInt8], in encoding: TextEncoding) throws(Missing) -> ConvertedText {
    let (utf8, isCut) = try utf8(of: bytes, in: encoding.rawValue)
    return ConvertedText(encoding: encoding, utf8: utf8, isCut: isCut)
  }

  /// Returns bytes in UTF-8 up to the first that begins no character, and whether there is such a byte.
  ///
  /// - Parameter encoding: A name that `iconv` knows.
  package static func utf8(
    of bytes: [UInt8], in encoding: String
  ) throws(Missing) -> (utf8: [UInt8], isCut: Bool) {
    guard let converter = unsafe iconv_open("UTF-8", encoding), unsafe converter != iconv_t(bitPattern: -1)
    else { throw Missing() }
    defer { unsafe _ = iconv_close(converter) }
    var utf8: [UInt8] = []
    utf8.reserveCapacity(bytes.count / 2 * 3)
    var source = bytes
    var part = [UInt8](repeating: 0, count: 1 << 16)
    var read = 0
    while read < source.count {
      let step = unsafe source.withUnsafeMutableBytes { source in
        unsafe part.withUnsafeMutableBytes { part in
          unsafe convert(source[read...], into: part, with: converter)
        }
      }
      read += step.read
      utf8 += part[..<step.written]
      if step.isStuck { return (utf8, true) }
    }
    return (utf8, false)
  }

  /// Converts as much as there is room for.
  private static func convert(
    _ source: Slice<UnsafeMutableRawBufferPointer>, into target: UnsafeMutableRawBufferPointer,
    with converter: iconv_t
  ) -> (read: Int, written: Int, isStuck: Bool) {
    var next = unsafe UnsafeMutableRawBufferPointer(rebasing: source).bindMemory(to: CChar.self).baseAddress
    var end = unsafe target.bindMemory(to: CChar.self).baseAddress
    var (left, room) = unsafe (source.count, target.count)
    let isStuck = unsafe iconv(converter, &next, &left, &end, &room) == -1 && errno != E2BIG
    return unsafe (source.count - left, target.count - room, isStuck)
  }
}
