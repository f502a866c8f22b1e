import PolicyDSL

/// One row whose cells have been read but which is not joined yet.
struct RowDraft {
  /// The line of the file, or the number of the row in a test.
  let line: Int
  /// The key, where it can be read.
  var key: String?
  /// One cell for each field; 属于 cells are filled in by the joiner.
  var cells: [CellValue]
  /// What each 属于 cell names, in the order of `TableDraft.relations`.
  var references: [Reference]
  /// Whether some cell or the row as a whole is in error.
  var isRejected = false
  /// Whether the row has the wrong number of cells, so that no cell is sure to belong to its column.
  var isMalformed = false

  /// What a 属于 cell names.
  enum Reference: Hashable {
    /// The table has no such column.
    case noColumn
    /// The cell is empty.
    case empty
    /// The cell cannot be read, which has been reported.
    case illegible
    /// The key of a record.
    case key(String)
  }
}

/// The rows of one entity before they are joined.
struct TableDraft {
  /// The position of the entity.
  let entity: Int
  /// The file, if there is one.
  let file: String?
  /// The column of each field, if there is one.
  let columnOfField: [Int?]
  /// The headings of the columns, as the file has them, by field.
  var headings: [Int: String] = [:]
  /// The 属于 fields and the entities they name.
  let relations: [Relation]
  /// The rows.
  var rows: [RowDraft] = []

  /// A 属于 field.
  struct Relation {
    let field: Int
    let parent: Int
  }

  init(_ entity: Int, _ fields: [Field], file: String?, columnOfField: [Int?]) {
    self.entity = entity
    self.file = file
    self.columnOfField = columnOfField
    relations = fields.indices.compactMap { field in
      if case .belongsTo(let parent) = fields[field].type {
        Relation(field: field, parent: parent)
      } else {
        nil
      }
    }
  }

  /// The table of an entity without a file.
  init(withoutFile entity: Int, _ fields: [Field]) {
    self.init(entity, fields, file: nil, columnOfField: fields.map { _ in nil })
  }
}

/// A problem before it is known how its place is told: rows and columns are positions.
struct PlacedProblem {
  let row: Int?
  let column: Int?
  /// The heading that is told where there is no such column.
  var heading: String?
  var problem: CellProblem

  /// Returns the problem with another hint.
  func with(hint: Phrase) -> PlacedProblem {
    var changed = self
    changed.problem = CellProblem(problem.code, problem.message, hint: hint)
    return changed
  }
}

extension [PlacedProblem] {
  /// The problems by row and column; first those of the table as a whole.
  var inOrder: [PlacedProblem] {
    enumerated().sorted { left, right in
      let first = (left.element.row ?? -1, left.element.column ?? -1, left.offset)
      return first < (right.element.row ?? -1, right.element.column ?? -1, right.offset)
    }.map(\.element)
  }
}

/// Turns the cells of one table, row by row, into drafts of records.
struct RowReader {
  /// The field of each column; `nil` for a column that is not used.
  let fieldOfColumn: [Int?]
  private let readers: [CellReader?]
  /// The columns that are used.
  private let columns: [Int]
  private let keyField: Int
  private let keyColumn: Int
  private let blank: RowDraft
  private let relationOfField: [Int: Int]
  private var folded: [UInt8] = []

  /// The problems met so far.
  private(set) var problems: [PlacedProblem] = []

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - fieldOfColumn: The field of each column; the key is among them.
  ///   - readers: A reader for each field that has a column.
  ///   - defaults: What the cells of fields without a column are.
  init(
    _ entity: Entity, _ draft: TableDraft, fieldOfColumn: [Int?], readers: [CellReader], defaults: [CellValue]
  ) {
    self.fieldOfColumn = fieldOfColumn
    self.readers = fieldOfColumn.map { $0.map { readers[$0] } }
    columns = fieldOfColumn.indices.filter { fieldOfColumn[$0] != nil }
    keyField = entity.key
    keyColumn = fieldOfColumn.firstIndex(of: entity.key)!
    relationOfField = Dictionary(
      uniqueKeysWithValues: draft.relations.enumerated().map { ($0.element.field, $0.offset) })
    var cells = defaults
    cells[entity.key] = .key
    blank = RowDraft(
      line: 0, key: nil, cells: cells,
      references: draft.relations.map { draft.columnOfField[$0.field] == nil ? .noColumn : .empty })
  }

  /// Reads one row; `position` is its place among the rows of the table.
  mutating func read(_ row: CellRow, at position: Int) -> RowDraft {
    var draft = RowDraft(line: row.line, key: nil, cells: blank.cells, references: blank.references)
    if let fault = row.fault {
      reject(&draft)
      problems.append(
        PlacedProblem(row: position, column: nil, heading: fault.heading, problem: fault.problem))
      return draft
    }
    guard row.count == readers.count else {
      malformed(row, at: position, &draft)
      return draft
    }
    for column in columns {
      guard let reader = readers[column], let field = fieldOfColumn[column] else { continue }
      let hidden = CellText.fold(row[column], into: &folded)
      do throws(CellProblem) {
        if let problem = row.cellFaults[column] { throw problem }
        switch try reader.read(folded, hidden: hidden) {
        case .value(let value):
          if field == keyField { throw emptyKey(reader.field) }
          draft.cells[field] = value
        case .key(let key): draft.key = key
        case .reference(let key): draft.references[relationOfField[field]!] = .key(key)
        }
      } catch {
        draft.isRejected = true
        if let relation = relationOfField[field] { draft.references[relation] = .illegible }
        report(error, at: position, column)
      }
    }
    return draft
  }

  /// Records what the rest of the reading finds.
  mutating func report(_ problem: CellProblem, at row: Int?, _ column: Int?) {
    problems.append(PlacedProblem(row: row, column: column, problem: problem))
  }

  /// Keeps what can be kept of a row with too few or too many cells: that it exists, and the key that
  /// probably is its own, so that records which name it are not lost as well.
  private mutating func malformed(_ row: CellRow, at position: Int, _ draft: inout RowDraft) {
    reject(&draft)
    if keyColumn < row.count, let reader = readers[keyColumn] {
      let hidden = CellText.fold(row[keyColumn], into: &folded)
      if case .key(let key)? = try? reader.read(folded, hidden: hidden) { draft.key = key }
    }
    report(Self.wrongCount(row.count, expected: readers.count), at: position, nil)
  }

  /// Makes a draft one of which nothing is known but that it exists.
  private func reject(_ draft: inout RowDraft) {
    draft.isRejected = true
    draft.isMalformed = true
    draft.references = blank.references.map { $0 == .noColumn ? .noColumn : .illegible }
  }

  private static func wrongCount(_ count: Int, expected: Int) -> CellProblem {
    let isShort = count < expected
    return CellProblem(
      isShort ? .tooFewCells : .tooManyCells,
      Phrase(
        zh: "这一行有 \(count) 格，表头有 \(expected) 格",
        en: "this row has \(count) cells, the headings are \(expected)"),
      hint: isShort
        ? Phrase(zh: "补上缺的格子；不知道的也要留出空格子", en: "add the cells that are missing, empty where nobody knows")
        : Phrase(
          zh: "格子里有逗号的，要用半角双引号括起来，如 \"4,000\"", en: "put a cell that holds a comma between quotation marks"))
  }

  private func emptyKey(_ field: Field) -> CellProblem {
    CellProblem(
      .emptyKey, Phrase(zh: "“\(field.name)”空着", en: "`\(field.name)` is empty"),
      hint: Phrase(zh: "每一行都要有自己的编号", en: "every row needs a key of its own"))
  }
}
