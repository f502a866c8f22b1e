/// How the bytes of a file stand for characters.
public enum TextEncoding: String, Sendable {
  case utf8 = "UTF-8"
  /// GB 18030-2022; GBK and GB 2312 are parts of it.
  case gb18030 = "GB18030"

  /// Returns the encoding of a file: UTF-8 where it begins with the byte-order mark or all of it is
  /// valid, otherwise GB18030.
  ///
  /// All bytes are looked at, since many common words of GB18030 are valid UTF-8 by themselves. Files that
  /// are no text in one of the two, workbooks and UTF-16 among them, count as UTF-8, as which
  /// `RecordReader` refuses them.
  ///
  /// - Parameter chosen: What the user says that it is.
  public static func of(_ bytes: [UInt8], chosen: TextEncoding? = nil) -> TextEncoding {
    do throws(FileFault) { try RecordText.refuseForeignBytes(bytes) } catch { return .utf8 }
    if let chosen { return chosen }
    if hasByteOrderMark(bytes) || RecordText.firstInvalidByte(of: bytes) == nil { return .utf8 }
    return .gb18030
  }

  static func hasByteOrderMark(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0xEF, 0xBB, 0xBF]) }
}

/// The text of a file in another encoding than UTF-8.
public struct ConvertedText: Sendable {
  /// The encoding of the file.
  public let encoding: TextEncoding

  /// The text in UTF-8, up to the first byte that cannot be read.
  public let utf8: [UInt8]

  /// Whether there is such a byte.
  public let isCut: Bool

  /// Creates the text of a file.
  public init(encoding: TextEncoding, utf8: [UInt8], isCut: Bool) {
    self.encoding = encoding
    self.utf8 = utf8
    self.isCut = isCut
  }
}

/// Tells text that can be read from workbooks and other encodings.
enum RecordText {
  /// Returns the offset at which the text of a file begins, behind a byte-order mark.
  ///
  /// - Throws: What the file is instead.
  static func start(of file: RecordFile) throws(FileFault) -> Int {
    try refuseForeignBytes(file.bytes)
    let invalid = firstInvalidByte(of: file.text)
    if file.isTextCut || invalid != nil && file.encoding != .utf8 {
      throw FileFault(
        .notGB18030(utf8: firstInvalidByte(of: file.bytes).map { FileFault.place(of: $0, in: file.bytes) }),
        at: invalid ?? file.text.count, in: file.text)
    }
    if let invalid { throw FileFault(.notUTF8, at: invalid, in: file.text) }
    return TextEncoding.hasByteOrderMark(file.text) ? 3 : 0
  }

  /// Throws what a file is that is no text in any encoding we know.
  static func refuseForeignBytes(_ bytes: [UInt8]) throws(FileFault) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { throw FileFault(.utf16) }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
      throw FileFault(.workbook)
    }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { throw FileFault(.oldWorkbook) }
    if let zero = bytes.firstIndex(of: 0) {
      // Every second byte of ASCII text in UTF-16 is zero; in other text none is.
      let sample = bytes.prefix(64)
      let zeros = sample.count { $0 == 0 }
      throw zeros * 4 >= sample.count && zero < 64
        ? FileFault(.utf16) : FileFault(.binary, at: zero, in: bytes)
    }
  }

  /// The offset of the first byte that is not UTF-8.
  static func firstInvalidByte(of bytes: [UInt8]) -> Int? {
    do {
      _ = try UTF8Span(validating: bytes.span)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }
}
