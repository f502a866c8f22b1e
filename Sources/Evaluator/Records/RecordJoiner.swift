import PolicyDSL

/// Joins the rows of all entities: every 属于 cell comes to point at its record.
///
/// A 属于 cell names a record where exactly one row has that key, whether that row is accepted or
/// rejected: a mistake in the row of a household does not take the household away from its members.
/// All rows with the same key are rejected, and the rows that name such a key with them, since nobody
/// knows which one is meant. Where the parent entity has no file, or the table no such column, the
/// parent is unknown and the row is accepted.
struct RecordJoiner {
  /// Returns the joined records and the problems of each table, whose rows are positions.
  static func join(
    _ drafts: [TableDraft], of program: CheckedProgram
  ) -> (records: RecordSet, problems: [[PlacedProblem]]) {
    var joiner = RecordJoiner(drafts, program)
    for table in drafts.indices { joiner.rejectRepeatedKeys(table) }
    for table in drafts.indices { joiner.resolve(table) }
    return (joiner.recordSet(), joiner.problems)
  }

  private let program: CheckedProgram
  private var drafts: [TableDraft]
  private let index: [[Name: KeyedRows]]
  private var isRepeated: [[Bool]]
  private var unassigned: [[Int: Int]]
  private var problems: [[PlacedProblem]]

  private init(_ drafts: [TableDraft], _ program: CheckedProgram) {
    self.program = program
    self.drafts = drafts
    index = drafts.map(Self.index)
    isRepeated = drafts.map { Array(repeating: false, count: $0.rows.count) }
    unassigned = drafts.map { _ in [:] }
    problems = drafts.map { _ in [] }
  }

  /// The rows of each key. A row with the wrong number of cells counts only where no other row has its
  /// key: its first cell may be anything, and must not bring down a row that is right.
  private static func index(_ draft: TableDraft) -> [Name: KeyedRows] {
    var index: [Name: KeyedRows] = [:]
    index.reserveCapacity(draft.rows.count)
    for (position, row) in draft.rows.enumerated() where !row.isMalformed {
      if let key = row.key { index[Name(key)].add(position) }
    }
    var guesses: [Name: KeyedRows] = [:]
    for (position, row) in draft.rows.enumerated() where row.isMalformed {
      if let key = row.key, index[Name(key)] == nil { guesses[Name(key)].add(position) }
    }
    return index.merging(guesses) { known, _ in known }
  }

  private mutating func rejectRepeatedKeys(_ table: Int) {
    let entity = program.entities[table]
    for (key, rows) in index[table] {
      guard case .several(let positions) = rows, !drafts[table].rows[positions[0]].isMalformed else {
        continue
      }
      let shown = entity.fields[entity.key].isSensitive ? "`***`" : CellText.quoted(key.text.utf8)
      let lines = positions.prefix(5).map { String(drafts[table].rows[$0].line) }
      let more = positions.count > 5 ? "…" : ""
      let problem = CellProblem(
        .repeatedKey,
        Phrase(
          zh: "\(shown) 用了 \(positions.count) 次：第 \(lines.joined(separator: "、"))\(more) 行",
          en: "\(shown) occurs \(positions.count) times: lines \(lines.joined(separator: ", "))\(more)"),
        hint: Phrase(
          zh: "每个编号只留一行；几行都退回，因为不知道哪一行对",
          en: "leave one row for each key; all of them are rejected, since nobody knows which is right"))
      for position in positions {
        isRepeated[table][position] = true
        drafts[table].rows[position].isRejected = true
        report(table, position, field: entity.key, problem)
      }
    }
  }

  private mutating func resolve(_ table: Int) {
    for position in drafts[table].rows.indices {
      for (place, relation) in drafts[table].relations.enumerated() {
        let reference = drafts[table].rows[position].references[place]
        drafts[table].rows[position].cells[relation.field] = .missing
        guard reference != .noColumn, drafts[relation.parent].file != nil else { continue }
        if case .key(let key) = reference, case .one(let parent)? = index[relation.parent][Name(key)] {
          drafts[table].rows[position].cells[relation.field] = .parent(parent)
          continue
        }
        unassigned[table][relation.field, default: 0] += 1
        // The topmost records of an entity that belongs to itself name none.
        if reference == .empty, relation.parent == table { continue }
        drafts[table].rows[position].isRejected = true
        if let problem = self.problem(of: reference, table, relation) {
          report(table, position, field: relation.field, problem)
        }
      }
    }
  }

  private func problem(
    of reference: RowDraft.Reference, _ table: Int, _ relation: TableDraft.Relation
  ) -> CellProblem? {
    let field = program.entities[table].fields[relation.field]
    let parent = program.entities[relation.parent]
    let isMasked = field.isSensitive || parent.fields[parent.key].isSensitive
    switch reference {
    case .noColumn, .illegible: return nil
    case .empty:
      return CellProblem(
        .emptyReference, Phrase(zh: "“\(field.name)”空着", en: "`\(field.name)` is empty"),
        hint: Phrase(
          zh: "填上所属的“\(parent.name)”的编号；这一行未归属，不计入任何一组",
          en: "enter the key of its \(parent.name); until then the row belongs to no group"))
    case .key(let key):
      let shown = isMasked ? "`***`" : CellText.quoted(key.utf8)
      guard case .several(let rows)? = index[relation.parent][Name(key)] else {
        return CellProblem(
          .danglingReference,
          Phrase(
            zh: "“\(parent.name)”里没有编号 \(shown)", en: "there is no \(parent.name) with the key \(shown)"),
          hint: Phrase(
            zh: "核对编号，或在“\(parent.name)”的文件里补上这一行",
            en: "check the key, or add the row to the file of \(parent.name)"))
      }
      return CellProblem(
        .unclearReference,
        Phrase(
          zh: "“\(parent.name)”里有 \(rows.count) 行用编号 \(shown)，不知道指哪一行",
          en: "\(rows.count) rows of \(parent.name) have the key \(shown); nobody knows which one is meant"),
        hint: Phrase(zh: "先改正“\(parent.name)”里重复的编号", en: "mend the repeated key in \(parent.name) first"))
    }
  }

  private mutating func report(_ table: Int, _ row: Int, field: Int, _ problem: CellProblem) {
    problems[table].append(
      PlacedProblem(row: row, column: drafts[table].columnOfField[field], problem: problem))
  }

  private func recordSet() -> RecordSet {
    let tables = drafts.indices.map { table in
      let draft = drafts[table]
      let withoutColumn =
        draft.file == nil ? [] : draft.relations.filter { draft.columnOfField[$0.field] == nil }
      return RecordTable(
        entity: draft.entity, file: draft.file,
        records: draft.rows.indices.map { record(table, $0) }, unassigned: unassigned[table],
        headings: draft.headings, relationsWithoutColumn: Set(withoutColumn.map(\.field)))
    }
    let members = program.entities.indices.map { entity in
      var groups: [Int: [[Int]]] = [:]
      for (field, declaration) in program.entities[entity].fields.enumerated() {
        guard case .many(let member, let through) = declaration.type else { continue }
        var lists: [[Int]] = Array(repeating: [], count: tables[entity].records.count)
        for (position, record) in tables[member].records.enumerated() {
          if case .parent(let parent) = record.cells[through] { lists[parent].append(position) }
        }
        groups[field] = lists
      }
      return groups
    }
    return RecordSet(tables: tables, members: members)
  }

  /// A rejected row keeps its key and its place in groups, and nothing else.
  private func record(_ table: Int, _ position: Int) -> Record {
    let row = drafts[table].rows[position]
    let cells =
      row.isRejected
      ? row.cells.map { cell in
        switch cell {
        case .key, .parent: cell
        default: .missing
        }
      } : row.cells
    return Record(
      key: row.key ?? "", line: row.line, isRejected: row.isRejected, isOptional: isRepeated[table][position],
      cells: cells)
  }
}

/// The rows that have one key.
private enum KeyedRows {
  case one(Int)
  case several([Int])
}

extension KeyedRows? {
  fileprivate mutating func add(_ row: Int) {
    switch self {
    case nil: self = .one(row)
    case .one(let first): self = .several([first, row])
    case .several(var rows):
      self = nil  // so that the list is not copied
      rows.append(row)
      self = .several(rows)
    }
  }
}
