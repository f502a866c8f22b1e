import PolicyDSL

/// A file of records as it was read: the entity it is about, its path and its bytes.
public struct RecordFile: Sendable {
  /// The position of the entity in the program.
  public let entity: Int

  /// The path as the user gave it; problems show it.
  public let path: String

  /// The bytes of the file, unchanged; any bytes are allowed.
  public let bytes: [UInt8]

  /// Creates a file from its bytes.
  public init(entity: Int, path: String, bytes: [UInt8]) {
    self.entity = entity
    self.path = path
    self.bytes = bytes
  }
}

/// Tells text that can be read from workbooks and other encodings.
enum RecordFileFormat {
  /// Returns the offset at which the text of a UTF-8 file begins, behind a byte-order mark.
  ///
  /// - Throws: What the file is instead.
  static func textStart(of bytes: [UInt8]) throws(FileFault) -> Int {
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
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw FileFault(.notUTF8, at: error.byteOffsets.lowerBound, in: bytes)
    }
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }
}

/// Why a file cannot be read as text.
struct FileFault: Error {
  enum Kind { case utf16, workbook, oldWorkbook, binary, notUTF8 }

  let kind: Kind
  /// The line and the column of the first byte at fault, counted from 1; a column is a Unicode scalar.
  let position: (line: Int, column: Int)?

  init(_ kind: Kind) {
    self.kind = kind
    position = nil
  }

  init(_ kind: Kind, at offset: Int, in bytes: [UInt8]) {
    self.kind = kind
    position = SourceFile(path: "", bytes: bytes).position(of: offset)
  }

  /// The fault in words.
  var problem: CellProblem {
    switch kind {
    case .utf16:
      CellProblem(
        .isUTF16,
        Phrase(zh: "这个文件是 UTF-16 编码（“Unicode 文本”）", en: "this file is UTF-16 (`Unicode text`)"),
        hint: .saveAsCSV)
    case .workbook:
      CellProblem(
        .isWorkbook,
        Phrase(
          zh: "这个文件是工作簿（.xlsx）或压缩包，不是 CSV", en: "this file is a workbook (.xlsx) or an archive, not CSV"),
        hint: .saveAsCSV)
    case .oldWorkbook:
      CellProblem(
        .isOldWorkbook,
        Phrase(zh: "这个文件是旧版工作簿（.xls），不是 CSV", en: "this file is an old workbook (.xls), not CSV"),
        hint: .saveAsCSV)
    case .binary:
      CellProblem(
        .isBinary,
        Phrase(zh: "这个文件不是文本：\(place.zh)有一个零字节", en: "this file is not text: a zero byte stands \(place.en)"),
        hint: .saveAsCSV)
    case .notUTF8:
      CellProblem(
        .notUTF8,
        Phrase(
          zh: "这个文件不是 UTF-8 编码：\(place.zh)起认不出",
          en: "this file is not UTF-8: it cannot be read from \(place.en) on"),
        hint: .saveAsCSV)
    }
  }

  private var place: Phrase {
    guard let position else { return Phrase(zh: "", en: "") }
    return Phrase(
      zh: "第 \(position.line) 行第 \(position.column) 个字",
      en: "line \(position.line), column \(position.column)")
  }
}

extension Phrase {
  /// How to make a file that can be read.
  fileprivate static var saveAsCSV: Phrase {
    Phrase(
      zh: "在表格软件里另存为“CSV UTF-8（逗号分隔）”", en: "save it from the spreadsheet as `CSV UTF-8 (comma delimited)`")
  }
}
