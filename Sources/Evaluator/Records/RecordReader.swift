import PolicyDSL

/// Reads record files and joins their rows.
public enum RecordReader {
  /// Returns the records of all files, what became of each file, and every problem found.
  ///
  /// An entity without a file, or whose file had to be rejected, has a table without a file: its groups
  /// are unknown.
  public static func read(_ program: CheckedProgram, files: [RecordFile]) -> ReadResult {
    var drafts = program.entities.enumerated().map { TableDraft(withoutFile: $0.offset, $0.element.fields) }
    var readings: [FileReading] = []
    var readingOfEntity: [Int: Int] = [:]
    for file in files {
      if let first = readingOfEntity[file.entity] {
        readings.append(FileReading(file, repeating: readings[first].file, of: program))
        continue
      }
      readingOfEntity[file.entity] = readings.count
      let reading = FileReading(file, of: program)
      if let draft = reading.draft { drafts[file.entity] = draft }
      readings.append(reading)
    }
    let (records, problems) = RecordJoiner.join(drafts, of: program)
    for (entity, reading) in readingOfEntity {
      readings[reading].join(problems[entity], records.tables[entity])
    }
    return ReadResult(
      records: records, files: readings.map(\.summary), problems: readings.flatMap(\.recordProblems))
  }
}

/// The records of all files, and what was wrong with them.
public struct ReadResult: Sendable {
  /// The records, joined.
  public let records: RecordSet

  /// What became of each file, in the order in which they were given.
  public let files: [RecordFileSummary]

  /// The problems, by file, line and column.
  public let problems: [RecordProblem]
}

/// What became of one record file.
public struct RecordFileSummary: Hashable, Sendable {
  /// The position of the entity.
  public let entity: Int

  /// The path.
  public let path: String

  /// The encoding in which the file was read.
  public let encoding: TextEncoding

  /// Whether nothing of the file is used.
  public let isRejected: Bool

  /// How many rows were read; blank rows are not among them.
  public let rowsRead: Int

  /// How many rows are judged.
  public let rowsAccepted: Int

  /// How many rows are not judged; together with those accepted they are all that were read.
  public let rowsRejected: Int
}

/// One file while it is read.
private struct FileReading {
  let file: RecordFile
  /// The rows; `nil` where the file is rejected.
  private(set) var draft: TableDraft?
  private var matcher: ColumnMatcher?
  private var problems: [PlacedProblem] = []
  /// The lines of the rows that `problems` name.
  private var lines: [Int] = []
  private var faultLine: Int?
  private var rowsRead = 0
  private var rowsAccepted = 0
  private var rowsRejected = 0

  init(_ file: RecordFile, of program: CheckedProgram) {
    self.file = file
    let start: Int
    do throws(FileFault) {
      start = try RecordText.start(of: file)
    } catch {
      reject(error.problem(file.format), line: error.line)
      return
    }
    if file.format.isJSON { readObjects(from: start, program) } else { readTable(from: start, program) }
    explainEncoding()
  }

  /// A second file of an entity.
  init(_ file: RecordFile, repeating first: RecordFile, of program: CheckedProgram) {
    self.file = file
    let name = program.entities[file.entity].name
    reject(
      CellProblem(
        .secondFile,
        Phrase(
          zh: "“\(name)”已经有文件 `\(first.path)`，这个文件没有用到",
          en: "\(name) already has the file `\(first.path)`; this one is not used"),
        hint: Phrase(zh: "合成一个文件", en: "put the rows into one file")), line: nil)
  }

  var summary: RecordFileSummary {
    RecordFileSummary(
      entity: file.entity, path: file.path, encoding: file.encoding, isRejected: draft == nil,
      rowsRead: rowsRead, rowsAccepted: rowsAccepted, rowsRejected: rowsRejected)
  }

  /// The problems with their places, in the order of the file.
  var recordProblems: [RecordProblem] {
    problems.inOrder.map { placed in
      RecordProblem(
        code: placed.problem.code, file: file.path, line: placed.row.map { lines[$0] } ?? faultLine,
        record: placed.row, column: placed.column.flatMap { matcher?.headings[$0] } ?? placed.heading,
        message: placed.row.map { message(placed.problem, ofRow: $0) } ?? placed.problem.message,
        hint: placed.problem.hint)
    }
  }

  /// What is wrong in a row, with its number where its line does not tell it from its neighbours.
  private func message(_ problem: CellProblem, ofRow row: Int) -> Phrase {
    let neighbours = [row - 1, row + 1].filter(lines.indices.contains)
    guard neighbours.contains(where: { lines[$0] == lines[row] }) else { return problem.message }
    return Phrase(
      zh: "第 \(row + 1) 条：\(problem.message.zh)", en: "record \(row + 1): \(problem.message.en)")
  }

  /// Takes over what the joining of the rows found.
  mutating func join(_ found: [PlacedProblem], _ table: RecordTable) {
    problems += found
    guard draft != nil else { return }
    rowsAccepted = table.records.count { !$0.isRejected }
    rowsRejected = table.records.count { $0.isRejected }
  }

  private mutating func reject(_ problem: CellProblem, line: Int?, heading: String? = nil) {
    draft = nil
    rowsRead = 0
    lines = []
    faultLine = line
    problems = [PlacedProblem(row: nil, column: nil, heading: heading, problem: problem)]
  }

  /// Reads CSV, whose first row holds the headings.
  private mutating func readTable(from start: Int, _ program: CheckedProgram) {
    var reader = CSVReader(file.text, from: start)
    do throws(CSVFault) {
      var row = CellRow()
      repeat {
        guard try reader.next(&row) else { return reject(.noHeadings, line: nil) }
      } while row.isBlank
      let matcher = match(row, program)
      guard matcher.isUsable else { return try explainMissingHeadings(&reader, matcher, headings: row.line) }
      try readRows(&reader, matcher, program)
    } catch {
      reject(error.problem, line: error.line)
    }
  }

  /// Reads JSON objects, whose keys are the headings.
  private mutating func readObjects(from start: Int, _ program: CheckedProgram) {
    do throws(JSONFault) {
      guard let columns = try ObjectReader.columns(file.text, from: start, file.format) else {
        return reject(.nothingWritten, line: nil)
      }
      let matcher = match(columns.headings(of: program.entities[file.entity]), program)
      guard matcher.isUsable else { return }
      var reader = ObjectReader(file.text, from: start, file.format, columns)
      try readRows(&reader, matcher, program)
    } catch {
      reject(error.problem(file.format, file.text), line: error.line, heading: error.heading)
    }
  }

  /// Finds the fields of the headings.
  private mutating func match(_ headings: CellRow, _ program: CheckedProgram) -> ColumnMatcher {
    let matcher = ColumnMatcher(headings, of: program.entities[file.entity], file.format)
    self.matcher = matcher
    problems = matcher.problems
    return matcher
  }

  /// Says, where the headings are not to be recognised, that the encoding may be the reason.
  private mutating func explainEncoding() {
    guard file.encoding != .utf8, problems.first?.problem.code == .noKeyColumn else { return }
    let hint: Phrase
    if let invalid = RecordText.firstInvalidByte(of: file.bytes) {
      // Most characters of UTF-8 begin with such a byte; before them GB18030 is found out.
      guard file.bytes[..<invalid].contains(where: { $0 >= 0xE0 }) else { return }
      let place = FileFault.place(of: invalid, in: file.bytes)
      hint = Phrase(
        zh: "文件按 GB18030 读，因为\(place.zh)起不是 UTF-8；本来是 UTF-8 的，改正那里",
        en:
          "the file was read as GB18030, since it is not UTF-8 from \(place.en) on; mend that if it should be"
      )
    } else {
      hint = Phrase(
        zh: "文件按 GB18030 读，但它是完好的 UTF-8：不要指定编码", en: "the file was read as GB18030 but is valid UTF-8")
    }
    problems = problems.map { $0.with(hint: hint) }
  }

  private mutating func readRows<Source: RowSource>(
    _ source: inout Source, _ matcher: ColumnMatcher, _ program: CheckedProgram
  ) throws(Source.Fault) {
    let entity = program.entities[file.entity]
    let cellReaders = entity.fields.map { field in
      CellReader(field, optionSets: program.optionSets, isMasked: program.namesSensitiveKey(field))
    }
    var draft = TableDraft(
      file.entity, entity.fields, file: file.path, columnOfField: matcher.columnOfField)
    for (field, column) in matcher.columnOfField.enumerated() {
      if let column { draft.headings[field] = matcher.headings[column] }
    }
    var rows = RowReader(
      entity, draft, fieldOfColumn: matcher.fieldOfColumn, readers: cellReaders,
      defaults: entity.fields.map { _ in .missing })
    var row = CellRow()
    var blankRows = 0
    var withoutHeading = Set(
      file.format.isJSON ? [] : matcher.headings.indices.filter { matcher.headings[$0].isEmpty })
    var shares = ShareColumns(entity, matcher.columnOfField)
    while try source.next(&row) {
      if row.isBlank {
        // An empty line of a table with one column is not worth a word.
        if row.count > 1 || file.format.isJSON { blankRows += 1 }
        continue
      }
      rowsRead += 1
      lines.append(row.line)
      draft.rows.append(rows.read(row, at: draft.rows.count))
      shares.see(row, draft.rows[draft.rows.count - 1])
      for column in withoutHeading.sorted()
      where column < row.count && !row[column].allSatisfy(CellText.isBlank) {
        withoutHeading.remove(column)
        rows.report(.columnWithoutHeading(column, line: row.line), at: nil, nil)
      }
    }
    if blankRows > 0 { rows.report(.blankRows(blankRows), at: nil, nil) }
    for (column, field) in shares.suspects {
      rows.report(.sharesBelowOne(entity.fields[field]), at: nil, column)
    }
    problems += rows.problems
    self.draft = draft
  }

  /// Looks for the headings behind a title, where the first row has no key column.
  private mutating func explainMissingHeadings(
    _ reader: inout CSVReader, _ matcher: ColumnMatcher, headings: Int
  ) throws(CSVFault) {
    faultLine = headings
    guard matcher.problems.contains(where: { $0.problem.code == .noKeyColumn }) else { return }
    var row = CellRow()
    for _ in 0..<5 {
      guard try reader.next(&row) else { return }
      guard matcher.hasKeyHeading(row) else { continue }
      let hint = Phrase(
        zh: "表头好像在第 \(row.line) 行；删去它上面的标题行",
        en: "the headings seem to be on line \(row.line); delete the lines above")
      problems = problems.map { $0.with(hint: hint) }
      return
    }
  }
}

/// Watches columns of percentages for fractions: a spreadsheet keeps 35% as 0.35.
private struct ShareColumns {
  private var columns:
    [(column: Int, field: Int, limit: ExactNumber, seen: Int, hasFraction: Bool, isOpen: Bool)] = []

  init(_ entity: Entity, _ columnOfField: [Int?]) {
    for (position, field) in entity.fields.enumerated() {
      guard let column = columnOfField[position], case .number(let unit) = field.type,
        unit.dimension == .none,
        field.columnUnit.factor < .one
      else { continue }
      columns.append((column, position, field.columnUnit.factor, 0, false, true))
    }
  }

  mutating func see(_ row: CellRow, _ draft: RowDraft) {
    for index in columns.indices where columns[index].isOpen && !draft.isMalformed {
      guard case .number(let value) = draft.cells[columns[index].field], value != .zero else { continue }
      let last = row[columns[index].column].last { !CellText.isBlank($0) }
      let hasSign = last.map { !(0x30...0x39).contains($0) } ?? true
      if hasSign || value.magnitude > columns[index].limit {
        columns[index].isOpen = false
      } else {
        columns[index].seen += 1
        if value.magnitude < columns[index].limit { columns[index].hasFraction = true }
      }
    }
  }

  /// The columns of at least three numbers, none above one in its unit and some below it.
  var suspects: [(column: Int, field: Int)] {
    columns.filter { $0.isOpen && $0.seen >= 3 && $0.hasFraction }.map { ($0.column, $0.field) }
  }
}

extension CheckedProgram {
  /// Whether a field holds keys of an entity whose key is sensitive.
  func namesSensitiveKey(_ field: Field) -> Bool {
    guard case .belongsTo(let parent) = field.type else { return false }
    return entities[parent].fields[entities[parent].key].isSensitive
  }
}

extension CSVFault {
  /// The fault in words.
  fileprivate var problem: CellProblem {
    switch kind {
    case .unclosedQuote:
      CellProblem(
        .unclosedQuote,
        Phrase(zh: "这一行开的双引号没有关上，后面各行分不开", en: "a quotation mark opened on this line is never closed"),
        hint: Phrase(
          zh: "补上关的引号；引号本身要写两个：\"\"",
          en: "close it; a quotation mark that belongs to the text is written twice: \"\""))
    case .textBehindQuote(let opened):
      CellProblem(
        .textBehindQuote,
        Phrase(
          zh: "关引号后面还有字（引号开在第 \(opened) 行），这一格在哪里结束说不清",
          en:
            "text follows a closing quotation mark (opened on line \(opened)), so nobody knows where the cell ends"
        ),
        hint: Phrase(
          zh: "格子里的引号写两个：\"\"；或者去掉多余的引号",
          en: "write a quotation mark inside a cell twice: \"\"; or take the extra one out"))
    }
  }
}

extension CellProblem {
  fileprivate static var noHeadings: CellProblem {
    CellProblem(
      .noHeadings, Phrase(zh: "文件是空的，没有表头", en: "the file is empty: it has no headings"),
      hint: Phrase(
        zh: "第一行写表头；没有记录的，只写表头",
        en: "write the headings on the first line; a file without records has them alone"))
  }

  fileprivate static var nothingWritten: CellProblem {
    CellProblem(
      .noHeadings, Phrase(zh: "文件是空的，没有一个对象", en: "the file is empty: it has no object"),
      hint: Phrase(
        zh: "重新导出；没有记录的，写成 .json 文件，内容是 `[]`",
        en: "export it again; a file without records is a .json file that holds `[]`"))
  }

  fileprivate static func blankRows(_ count: Int) -> CellProblem {
    CellProblem(
      .blankRows, Phrase(zh: "跳过 \(count) 行，每一格都空着", en: "\(count) rows were skipped: every cell is empty"))
  }

  fileprivate static func columnWithoutHeading(_ column: Int, line: Int) -> CellProblem {
    CellProblem(
      .columnWithoutHeading,
      Phrase(
        zh: "第 \(column + 1) 列没有表头，但第 \(line) 行有内容，这一列没有用到",
        en: "column \(column + 1) has no heading but holds something on line \(line); it is not used"),
      hint: Phrase(zh: "写上表头，或删去这一列", en: "give it a heading or delete it"))
  }

  fileprivate static func sharesBelowOne(_ field: Field) -> CellProblem {
    let sign = field.columnUnit.text
    return CellProblem(
      .sharesBelowOne,
      Phrase(
        zh: "“\(field.name)”的数都不超过 1\(sign)：表格软件里 35% 常存成 0.35，这里读作 0.35\(sign)",
        en:
          "no figure of `\(field.name)` is above 1\(sign): spreadsheets keep 35% as 0.35, which is read here as 0.35\(sign)"
      ),
      hint: Phrase(
        zh: "核对；是小数的，把这一列设为“百分比”格式再导出",
        en: "check them; if they are fractions, format the column as a percentage"))
  }
}
