import PolicyDSL

/// A file of records as it was read: the entity it is about, its path, its bytes and its text.
public struct RecordFile: Sendable {
  /// The position of the entity in the program.
  public let entity: Int

  /// The path as the user gave it; problems show it.
  public let path: String

  /// The bytes of the file, unchanged; any bytes are allowed.
  public let bytes: [UInt8]

  /// How the records are written.
  public let format: RecordFormat

  /// The encoding of `bytes`.
  public let encoding: TextEncoding

  /// The text in UTF-8: `bytes` themselves where that is their encoding.
  let text: [UInt8]

  /// Whether `text` ends at bytes that are no character of the encoding.
  let isTextCut: Bool

  /// Creates a file from its bytes.
  ///
  /// - Parameters:
  ///   - format: How the records are written.
  ///   - converted: The text, where the bytes are not in UTF-8 themselves.
  public init(
    entity: Int, path: String, bytes: [UInt8], format: RecordFormat = .csv, converted: ConvertedText? = nil
  ) {
    self.entity = entity
    self.path = path
    self.bytes = bytes
    self.format = format
    encoding = converted?.encoding ?? .utf8
    text = converted?.utf8 ?? bytes
    isTextCut = converted?.isCut ?? false
  }

  /// Whether the file begins with the byte-order mark of UTF-8.
  public var hasByteOrderMark: Bool { encoding == .utf8 && TextEncoding.hasByteOrderMark(bytes) }
}

/// How the records of a file are written.
public enum RecordFormat: Sendable {
  /// A row of headings and a row for each record, after RFC 4180.
  case csv
  /// A JSON object on each line.
  case ndjson
  /// A JSON array of objects, after RFC 8259.
  case json

  /// What the names of such files end in; the first is the one to propose.
  public static let fileExtensions: [(name: String, format: RecordFormat)] = [
    ("csv", .csv), ("ndjson", .ndjson), ("jsonl", .ndjson), ("json", .json),
  ]

  /// The format of files whose names end in a point and `fileExtension`, in capitals or small letters;
  /// `nil` where that is none of ours.
  public init?(fileExtension: some StringProtocol) {
    let wanted = fileExtension.lowercased()
    guard let known = Self.fileExtensions.first(where: { $0.name == wanted }) else { return nil }
    self = known.format
  }

  /// Whether the records are JSON objects, whose keys take the place of headings.
  var isJSON: Bool { self != .csv }

  /// The format as messages name it.
  var name: String { isJSON ? "JSON" : "CSV" }
}

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

/// Why a file cannot be read as text.
struct FileFault: Error {
  enum Kind {
    case utf16, workbook, oldWorkbook, binary, notUTF8
    /// Where the file stops being UTF-8, if it does.
    case notGB18030(utf8: Phrase?)
  }

  let kind: Kind
  /// The line of the first byte at fault, counted from 1.
  let line: Int?
  /// Where that byte stands, in words.
  private let place: Phrase

  init(_ kind: Kind) {
    self.kind = kind
    line = nil
    place = Phrase(zh: "", en: "")
  }

  init(_ kind: Kind, at offset: Int, in bytes: [UInt8]) {
    self.kind = kind
    line = SourceFile(path: "", bytes: bytes).position(of: offset).line
    place = Self.place(of: offset, in: bytes)
  }

  /// Where a byte stands, in words; a column is a Unicode scalar.
  static func place(of offset: Int, in bytes: [UInt8]) -> Phrase {
    let position = SourceFile(path: "", bytes: bytes).position(of: offset)
    return Phrase(
      zh: "第 \(position.line) 行第 \(position.column) 个字",
      en: "line \(position.line), column \(position.column)")
  }

  /// The fault in words.
  func problem(_ format: RecordFormat) -> CellProblem {
    let (code, message) = codeAndMessage(format)
    return CellProblem(code, message, hint: format.isJSON ? .saveAsUTF8 : .saveAsCSV)
  }

  private func codeAndMessage(_ format: RecordFormat) -> (RecordProblemCode, Phrase) {
    switch kind {
    case .utf16:
      (
        .isUTF16, Phrase(zh: "这个文件是 UTF-16 编码（“Unicode 文本”）", en: "this file is UTF-16 (`Unicode text`)")
      )
    case .workbook:
      (
        .isWorkbook,
        Phrase(
          zh: "这个文件是工作簿（.xlsx）或压缩包，不是 \(format.name)",
          en: "this file is a workbook (.xlsx) or an archive, not \(format.name)")
      )
    case .oldWorkbook:
      (
        .isOldWorkbook,
        Phrase(
          zh: "这个文件是旧版工作簿（.xls），不是 \(format.name)",
          en: "this file is an old workbook (.xls), not \(format.name)")
      )
    case .binary:
      (
        .isBinary,
        Phrase(zh: "这个文件不是文本：\(place.zh)有一个零字节", en: "this file is not text: a zero byte stands \(place.en)")
      )
    case .notUTF8:
      (
        .notUTF8,
        Phrase(
          zh: "这个文件不是 UTF-8 编码：\(place.zh)起认不出",
          en: "this file is not UTF-8: it cannot be read from \(place.en) on")
      )
    case .notGB18030(let utf8?):
      (
        .notGB18030,
        Phrase(
          zh: "这个文件不是 UTF-8 编码（\(utf8.zh)起认不出），也不是 GB18030：\(place.zh)起认不出",
          en: """
            this file is neither UTF-8, which ends at \(utf8.en), nor GB18030, as which it cannot be read \
            from \(place.en) on
            """)
      )
    case .notGB18030(nil):
      (
        .notGB18030,
        Phrase(
          zh: "这个文件不是 GB18030 编码：\(place.zh)起认不出；它是 UTF-8",
          en: "this file is not GB18030: it cannot be read from \(place.en) on; it is UTF-8")
      )
    }
  }
}

extension Phrase {
  /// How to make a file that can be read.
  fileprivate static var saveAsCSV: Phrase {
    Phrase(
      zh: "在表格软件里另存为“CSV UTF-8（逗号分隔）”", en: "save it from the spreadsheet as `CSV UTF-8 (comma delimited)`")
  }

  fileprivate static var saveAsUTF8: Phrase {
    Phrase(
      zh: "以 UTF-8 编码另存；表格另存为“CSV UTF-8（逗号分隔）”",
      en: "save it in UTF-8; save a spreadsheet as `CSV UTF-8 (comma delimited)`")
  }
}
