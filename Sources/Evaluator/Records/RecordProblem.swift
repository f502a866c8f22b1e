import PolicyDSL

/// The kinds of problems of record files, grouped by what they are about.
///
/// E0 the file as a whole, E1 its columns, E2 its rows, E3 its cells. A code keeps its meaning for ever.
public enum RecordProblemCode: String, CaseIterable, Sendable {
  case notUTF8 = "E001"
  case isUTF16 = "E002"
  case isWorkbook = "E003"
  case isOldWorkbook = "E004"
  case isBinary = "E005"
  case noHeadings = "E006"
  case unclosedQuote = "E007"
  case textBehindQuote = "E008"
  case secondFile = "E009"
  case notGB18030 = "E010"
  case brokenJSON = "E011"
  case notAnArray = "E012"

  case noKeyColumn = "E101"
  case repeatedColumn = "E102"
  case columnUnitUnclear = "E103"
  case unknownColumn = "E104"
  case missingColumn = "E105"
  case groupColumn = "E106"
  case columnWithoutHeading = "E107"
  case sharesBelowOne = "E108"

  case tooFewCells = "E201"
  case tooManyCells = "E202"
  case emptyKey = "E203"
  case repeatedKey = "E204"
  case emptyReference = "E205"
  case danglingReference = "E206"
  case unclearReference = "E207"
  case blankRows = "E208"
  case brokenLine = "E209"
  case notAnObject = "E210"

  case placeholder = "E301"
  case hiddenCharacter = "E302"
  case spreadsheetError = "E303"
  case scientificNotation = "E304"
  case dayNumber = "E305"
  case lineBreak = "E306"
  case nestedValue = "E307"
  case repeatedMember = "E308"
  case halfCharacter = "E309"
  case notATruth = "E311"
  case unknownOption = "E312"
  case notADate = "E313"
  case noSuchDate = "E314"
  case notAYear = "E315"
  case notANumber = "E321"
  case thousandsSeparator = "E322"
  case numberWithUnit = "E323"
  case percentOfQuantity = "E324"
  case tooManyDecimals = "E325"
  case notWhole = "E326"
  case numberTooLong = "E327"
  case outOfRange = "E331"

  /// What follows from a problem of this kind.
  public var consequence: RecordConsequence {
    switch self {
    case .notUTF8, .isUTF16, .isWorkbook, .isOldWorkbook, .isBinary, .noHeadings, .unclosedQuote,
      .textBehindQuote, .secondFile, .notGB18030, .brokenJSON, .notAnArray, .noKeyColumn, .repeatedColumn,
      .columnUnitUnclear:
      .fileRejected
    case .unknownColumn, .groupColumn, .columnWithoutHeading, .sharesBelowOne: .warning
    case .missingColumn, .blankRows: .note
    default: .rowRejected
    }
  }

  /// The kind of problem in a few words, for counts by reason.
  public var title: Phrase {
    switch self {
    case .notUTF8: Phrase(zh: "文件不是 UTF-8 编码", en: "the file is not UTF-8")
    case .isUTF16: Phrase(zh: "文件是 UTF-16 编码", en: "the file is UTF-16")
    case .isWorkbook: Phrase(zh: "文件是工作簿（.xlsx）或压缩包", en: "the file is a workbook (.xlsx) or an archive")
    case .isOldWorkbook: Phrase(zh: "文件是旧版工作簿（.xls）", en: "the file is an old workbook (.xls)")
    case .isBinary: Phrase(zh: "文件不是文本", en: "the file is not text")
    case .noHeadings: Phrase(zh: "文件没有表头", en: "the file has no headings")
    case .unclosedQuote: Phrase(zh: "引号没有关上", en: "a quotation mark is not closed")
    case .textBehindQuote: Phrase(zh: "关引号后面还有字", en: "text follows a closing quotation mark")
    case .secondFile: Phrase(zh: "同一实体给了两个文件", en: "a second file for the same entity")
    case .notGB18030: Phrase(zh: "文件不是 GB18030 编码", en: "the file is not GB18030")
    case .brokenJSON: Phrase(zh: "JSON 写错了", en: "broken JSON")
    case .notAnArray: Phrase(zh: "JSON 文件不是数组", en: "the JSON file is no array")
    case .noKeyColumn: Phrase(zh: "缺编号列", en: "the key column is missing")
    case .repeatedColumn: Phrase(zh: "两列是同一个字段", en: "two columns are the same field")
    case .columnUnitUnclear: Phrase(zh: "列的单位不明", en: "the unit of a column is unclear")
    case .unknownColumn: Phrase(zh: "不认识的列", en: "unknown column")
    case .missingColumn: Phrase(zh: "缺列", en: "missing column")
    case .groupColumn: Phrase(zh: "“若干”字段不从文件读", en: "a 若干 field has no column")
    case .columnWithoutHeading: Phrase(zh: "有内容的列没有表头", en: "a column with content has no heading")
    case .sharesBelowOne: Phrase(zh: "百分数可能录成了小数", en: "percentages may have been entered as fractions")
    case .tooFewCells: Phrase(zh: "格子少了", en: "too few cells")
    case .tooManyCells: Phrase(zh: "格子多了", en: "too many cells")
    case .emptyKey: Phrase(zh: "编号空着", en: "the key is empty")
    case .repeatedKey: Phrase(zh: "编号重复", en: "the key is repeated")
    case .emptyReference: Phrase(zh: "上级编号空着", en: "the parent key is empty")
    case .danglingReference: Phrase(zh: "没有这个上级", en: "there is no such parent")
    case .unclearReference: Phrase(zh: "上级编号重复，不知是哪一个", en: "the parent key is repeated")
    case .blankRows: Phrase(zh: "跳过空行", en: "blank rows skipped")
    case .brokenLine: Phrase(zh: "这一行不是 JSON", en: "the line is not JSON")
    case .notAnObject: Phrase(zh: "不是 JSON 对象", en: "not a JSON object")
    case .placeholder: Phrase(zh: "用符号或“不详”占位", en: "a placeholder instead of a value")
    case .hiddenCharacter: Phrase(zh: "有看不见的字符", en: "a hidden character")
    case .spreadsheetError: Phrase(zh: "表格软件的错误值", en: "an error value of the spreadsheet")
    case .scientificNotation: Phrase(zh: "科学记数法", en: "scientific notation")
    case .dayNumber: Phrase(zh: "日期变成了序号", en: "a date turned into a day number")
    case .lineBreak: Phrase(zh: "格子里有换行", en: "a line break in a cell")
    case .nestedValue: Phrase(zh: "值是对象或数组", en: "the value is an object or an array")
    case .repeatedMember: Phrase(zh: "一个对象里键重复", en: "a key repeated in one object")
    case .halfCharacter: Phrase(zh: "半个字符", en: "half a character")
    case .notATruth: Phrase(zh: "不是“是”或“否”", en: "neither 是 nor 否")
    case .unknownOption: Phrase(zh: "不在选项里", en: "not one of the options")
    case .notADate: Phrase(zh: "不是日期", en: "not a date")
    case .noSuchDate: Phrase(zh: "没有这一天", en: "no such day")
    case .notAYear: Phrase(zh: "不是年份", en: "not a year")
    case .notANumber: Phrase(zh: "不是数", en: "not a number")
    case .thousandsSeparator: Phrase(zh: "逗号位置不对", en: "misplaced comma")
    case .numberWithUnit: Phrase(zh: "数带了单位", en: "a number with a unit")
    case .percentOfQuantity: Phrase(zh: "这一列不是百分数", en: "not a column of percentages")
    case .tooManyDecimals: Phrase(zh: "小数位太多", en: "too many decimals")
    case .notWhole: Phrase(zh: "不是整数", en: "not a whole number")
    case .numberTooLong: Phrase(zh: "数太长", en: "the number is too long")
    case .outOfRange: Phrase(zh: "超出范围", en: "out of range")
    }
  }
}

/// What follows from a problem of a record file.
public enum RecordConsequence: Sendable {
  /// Nothing of the file is used; its groups are unknown.
  case fileRejected
  /// The row is not judged; at most it counts as a member with every field missing.
  case rowRejected
  /// Everything is used, but something is probably not as it was meant.
  case warning
  /// Worth knowing.
  case note
}

/// What is wrong with one cell, wherever the cell stands.
public struct CellProblem: Error, Hashable, Sendable {
  /// The kind of problem.
  public let code: RecordProblemCode

  /// What is wrong, in one sentence that stands on its own.
  public let message: Phrase

  /// What can be done about it.
  public let hint: Phrase?

  /// Creates a problem.
  public init(_ code: RecordProblemCode, _ message: Phrase, hint: Phrase? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }
}

/// A problem of a record file, told to the person who keeps the records.
public struct RecordProblem: Hashable, Sendable {
  /// The kind of problem; it says what follows from it.
  public let code: RecordProblemCode

  /// The path of the file.
  public let file: String

  /// The line on which the row begins, counted from 1; `nil` where the whole file is concerned.
  public let line: Int?

  /// The position of the row among the records of its table; several objects of JSON may share a line.
  public let record: Int?

  /// The heading of the column, as the file has it where it does; `nil` where the whole row is concerned.
  public let column: String?

  /// What is wrong, in one sentence that stands on its own.
  public let message: Phrase

  /// What can be done about it.
  public let hint: Phrase?
}
