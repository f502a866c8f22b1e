import PolicyDSL

/// Finds the field of every column of a record file.
struct ColumnMatcher {
  /// The headings as the file has them, trimmed.
  let headings: [String]
  /// The field of each column; `nil` for a column that is not used.
  private(set) var fieldOfColumn: [Int?]
  /// The column of each field; `nil` where the file has none.
  private(set) var columnOfField: [Int?]
  /// The problems; one that rejects the file stands last.
  private(set) var problems: [PlacedProblem] = []

  private let entity: Entity
  private let format: RecordFormat

  /// Matches the headings in `row`.
  ///
  /// A heading equals the 列 of a field or, where no field has that 列, the name of one. In JSON the keys
  /// of objects are the headings.
  init(_ row: CellRow, of entity: Entity, _ format: RecordFormat) {
    self.entity = entity
    self.format = format
    headings = (0..<row.count).map { Self.shown(row[$0]) }
    fieldOfColumn = headings.map { _ in nil }
    columnOfField = entity.fields.map { _ in nil }
    let fieldOfHeading = Self.fieldsByHeading(entity)
    var unknown: [Int] = []
    var folded: [UInt8] = []
    for column in 0..<row.count {
      _ = CellText.fold(row[column], into: &folded)
      // An empty heading leaves a column without one; an empty key is a key that nobody knows.
      if folded.isEmpty, !format.isJSON { continue }
      guard let field = fieldOfHeading[Name(folded)] else {
        unknown.append(column)
        continue
      }
      match(column, field, isName: Name(folded) == Name(entity.fields[field].name.text))
    }
    report(unknown: unknown)
    if columnOfField[entity.key] == nil {
      problems = [PlacedProblem(row: nil, column: nil, problem: noKeyColumn(row, unknown))]
    } else if problems.contains(where: { $0.problem.code.consequence == .fileRejected }) {
      problems.removeAll { $0.problem.code.consequence != .fileRejected }
    } else {
      reportMissing()
    }
  }

  /// Whether the rows of the file can be read.
  var isUsable: Bool { !problems.contains { $0.problem.code.consequence == .fileRejected } }

  /// The headings of a file that has a column for every field.
  static func expectedHeadings(of entity: Entity) -> [String] {
    entity.fields.filter { if case .many = $0.type { false } else { true } }.map(expectedHeading)
  }

  /// The heading that the column of a field has or should have.
  func heading(of field: Int) -> String {
    columnOfField[field].map { headings[$0] } ?? Self.expectedHeading(entity.fields[field])
  }

  /// Whether a row holds the heading of the key column.
  func hasKeyHeading(_ row: CellRow) -> Bool {
    let key = entity.fields[entity.key]
    let wanted = [Name(CellText.folded(Self.expectedHeading(key))), Name(key.name.text)]
    var folded: [UInt8] = []
    return (0..<row.count).contains { column in
      _ = CellText.fold(row[column], into: &folded)
      return wanted.contains(Name(folded))
    }
  }

  private static func expectedHeading(_ field: Field) -> String { field.column ?? field.name.text }

  private static func fieldsByHeading(_ entity: Entity) -> [Name: Int] {
    var fields: [Name: Int] = [:]
    for (position, field) in entity.fields.enumerated() {
      guard let column = field.column else { continue }
      let heading = Name(CellText.folded(column))
      if fields[heading] == nil { fields[heading] = position }
    }
    for (position, field) in entity.fields.enumerated() {
      let heading = Name(field.name.text)
      if fields[heading] == nil { fields[heading] = position }
    }
    return fields
  }

  private mutating func match(_ column: Int, _ field: Int, isName: Bool) {
    let declaration = entity.fields[field]
    if case .many = declaration.type {
      report(
        column,
        CellProblem(
          .groupColumn,
          Phrase(
            zh: "“\(declaration.name)”是若干字段，不从文件读，这一列没有用到",
            en: "`\(declaration.name)` is a 若干 field and has no column; this one is not used"),
          hint: Phrase(zh: "它从下级的“属于”得来", en: "it is made from the 属于 cells of its members")))
      return
    }
    if let first = columnOfField[field] {
      report(
        column,
        CellProblem(
          .repeatedColumn,
          format.isJSON
            ? Phrase(
              zh: "键“\(headings[first])”和“\(headings[column])”都是“\(declaration.name)”",
              en: "the keys `\(headings[first])` and `\(headings[column])` are both `\(declaration.name)`")
            : Phrase(
              zh: "第 \(first + 1) 列和第 \(column + 1) 列都是“\(declaration.name)”",
              en: "columns \(first + 1) and \(column + 1) are both `\(declaration.name)`"),
          hint: Phrase(zh: "删去一列或改表头", en: "delete one of them or change its heading")))
      return
    }
    if isName, let expected = declaration.column, case .number(let unit) = declaration.type,
      unit.factor != declaration.columnUnit.factor,
      Name(CellText.folded(expected)) != Name(declaration.name.text)
    {
      report(
        column,
        CellProblem(
          .columnUnitUnclear,
          Phrase(
            zh:
              "“\(declaration.name)”以 `\(unit.text)` 计，但规则里它的列是“\(expected)”，以 `\(declaration.columnUnit.text)` 计",
            en:
              "`\(declaration.name)` is in `\(unit.text)`, but its column in the rules is `\(expected)`, in `\(declaration.columnUnit.text)`"
          ),
          hint: Phrase(
            zh: "核对这一列的单位；以 `\(declaration.columnUnit.text)` 计的，把表头改成“\(expected)”",
            en:
              "check the unit; if the figures are in `\(declaration.columnUnit.text)`, change the heading to `\(expected)`"
          )))
      return
    }
    fieldOfColumn[column] = field
    columnOfField[field] = column
  }

  private mutating func report(unknown columns: [Int]) {
    let missing = entity.fields.indices.filter { columnOfField[$0] == nil && !isGroup($0) }
      .map { Self.expectedHeading(entity.fields[$0]) }
    for (count, column) in columns.enumerated() {
      // A file with hundreds of foreign columns is another table, for which proposals would only cost time.
      let near = count < 50 ? NearestName.of(headings[column], among: missing) : nil
      report(
        column,
        CellProblem(
          .unknownColumn,
          Phrase(
            zh: "“\(entity.name)”没有这一列的字段，没有用到",
            en: "\(entity.name) has no field for this column; it is not used"),
          hint: near.map { Phrase(zh: "是不是“\($0)”？", en: "did you mean `\($0)`?") }))
    }
  }

  private mutating func reportMissing() {
    for field in entity.fields.indices where columnOfField[field] == nil && !isGroup(field) {
      let heading = Self.expectedHeading(entity.fields[field])
      problems.append(
        PlacedProblem(
          row: nil, column: nil, heading: heading,
          problem: CellProblem(
            .missingColumn,
            Phrase(
              zh: "没有“\(heading)”一列，每一行都按不知道处理",
              en: "there is no column `\(heading)`; it counts as not known in every row"))))
    }
  }

  private func noKeyColumn(_ row: CellRow, _ unknown: [Int]) -> CellProblem {
    let heading = Self.expectedHeading(entity.fields[entity.key])
    return CellProblem(
      .noKeyColumn,
      Phrase(
        zh: "没有“\(heading)”一列，分不清哪一行是哪一个\(entity.name)",
        en: "there is no column `\(heading)`, so no row can be told from another"),
      hint: hintToKeyColumn(row, unknown, heading))
  }

  /// What may have become of the key column.
  private func hintToKeyColumn(_ row: CellRow, _ unknown: [Int], _ heading: String) -> Phrase {
    if unknown.contains(where: { CellText.folded(headings[$0]) == CellText.folded(heading) }) {
      return Phrase(
        zh: "“\(heading)”里有看不见的字符，重新键入", en: "`\(heading)` holds an invisible character; type it again")
    }
    if !format.isJSON, row.count == 1,
      String(decoding: row[0], as: UTF8.self).contains(where: { "\t;；，、|".contains($0) })
    {
      return Phrase(
        zh: "各列好像不是用半角逗号分开的；另存为“CSV UTF-8（逗号分隔）”",
        en: "the columns do not seem to be divided by commas; save as `CSV UTF-8 (comma delimited)`")
    }
    let near = unknown.prefix(50).first { NearestName.of(headings[$0], among: [heading]) != nil }
    switch near {
    case let column? where format.isJSON:
      return Phrase(
        zh: "键“\(headings[column])”是不是它？改成“\(heading)”",
        en: "is it the key `\(headings[column])`? change it to `\(heading)`")
    case let column?:
      return Phrase(
        zh: "第 \(column + 1) 列“\(headings[column])”是不是它？改成“\(heading)”",
        en: "is it column \(column + 1), `\(headings[column])`? change the heading to `\(heading)`")
    case nil where format.isJSON:
      return Phrase(zh: "每个对象写上键“\(heading)”", en: "give every object the key `\(heading)`")
    case nil:
      return Phrase(
        zh: "第一行写表头，其中一列是“\(heading)”", en: "the first line holds the headings, `\(heading)` among them")
    }
  }

  private func isGroup(_ field: Int) -> Bool {
    if case .many = entity.fields[field].type { true } else { false }
  }

  private mutating func report(_ column: Int, _ problem: CellProblem) {
    problems.append(PlacedProblem(row: nil, column: column, problem: problem))
  }

  /// The heading as it is written, on one line and with nothing invisible in it.
  private static func shown(_ bytes: ArraySlice<UInt8>) -> String {
    var text = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars where !CellText.isHidden(scalar) {
      text.unicodeScalars.append(scalar == "\n" || scalar == "\r" || scalar == "\t" ? " " : scalar)
    }
    let isSpace = { (scalar: Unicode.Scalar) in Characters.folded(scalar) == " " }
    let scalars = text.unicodeScalars.drop(while: isSpace)
    return String(String.UnicodeScalarView(scalars.reversed().drop(while: isSpace).reversed()))
  }
}
