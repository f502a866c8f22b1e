import PolicyDSL

/// Reads the 给定 of a 测试 as if its tables were record files.
///
/// Three things differ from files: headings are names of fields, bare numbers are in the declared unit
/// of their field (列 is about files alone), and a column that is left out stands for empty cells, so
/// that 空为 holds in it.
public enum GivenReader {
  /// Returns the records of a test of `program`, and the problems of its tables.
  ///
  /// A problem whose code rejects a row is a mistake of the test. The records are usable all the same:
  /// rejected rows stand in them as those of a file do.
  public static func read(
    _ test: PolicyTest, of program: CheckedProgram
  ) -> (records: RecordSet, problems: [GivenProblem]) {
    var drafts = program.entities.enumerated().map { TableDraft(withoutFile: $0.offset, $0.element.fields) }
    var problems: [[PlacedProblem]] = drafts.map { _ in [] }
    for given in test.given {
      let (draft, found) = read(given, program)
      drafts[given.entity] = draft
      problems[given.entity] = found
    }
    let (records, joining) = RecordJoiner.join(drafts, of: program)
    let placed = test.given.flatMap { given in
      (problems[given.entity] + joining[given.entity]).inOrder.map { problem in
        GivenProblem(
          code: problem.problem.code, span: span(of: problem, in: given), message: problem.problem.message,
          hint: problem.problem.hint)
      }
    }
    return (records, placed)
  }

  /// Reads one table. The checker has made sure that every heading is a field with cells, that none
  /// occurs twice and that the key is among them.
  private static func read(
    _ given: GivenRecords, _ program: CheckedProgram
  ) -> (TableDraft, [PlacedProblem]) {
    let entity = program.entities[given.entity]
    let fieldOfColumn = given.heads.map { head in
      let name = Name(CellText.folded(head.text))
      return entity.fields.firstIndex { $0.name == name }
    }
    let columnOfField = entity.fields.indices.map { fieldOfColumn.firstIndex(of: $0) }
    let readers = entity.fields.map { field in
      let declared: UnitOfMeasure? = if case .number(let unit) = field.type { unit } else { nil }
      return CellReader(
        field, optionSets: program.optionSets, unit: declared, isMasked: program.namesSensitiveKey(field))
    }
    var draft = TableDraft(
      given.entity, entity.fields, file: "给定 \(entity.name)", columnOfField: columnOfField)
    var rows = RowReader(
      entity, draft, fieldOfColumn: fieldOfColumn, readers: readers, defaults: readers.map(\.blankValue))
    var row = CellRow()
    for (position, cells) in given.rows.enumerated() {
      row.begin(onLine: position + 1)
      for cell in cells {
        row.append(cell.text.utf8)
        row.endCell()
      }
      draft.rows.append(rows.read(row, at: position))
    }
    return (draft, rows.problems)
  }

  private static func span(of problem: PlacedProblem, in given: GivenRecords) -> SourceSpan {
    guard let row = problem.row, let first = given.rows[row].first, let last = given.rows[row].last else {
      return given.span
    }
    if let column = problem.column, column < given.rows[row].count { return given.rows[row][column].span }
    return first.span.joined(with: last.span)
  }
}

/// A problem of a cell or a row of 给定.
public struct GivenProblem: Hashable, Sendable {
  /// The kind of problem, as in a record file.
  public let code: RecordProblemCode

  /// The cell, or the whole row.
  public let span: SourceSpan

  /// What is wrong, in one sentence that stands on its own.
  public let message: Phrase

  /// What can be done about it.
  public let hint: Phrase?
}
