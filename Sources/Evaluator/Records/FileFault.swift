import PolicyDSL

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
