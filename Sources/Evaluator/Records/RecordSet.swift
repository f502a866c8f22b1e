import PolicyDSL

/// The records of one evaluation, joined: every 属于 cell points at its record.
public struct RecordSet: Sendable {
  /// One table for each entity of the program, in its order.
  public let tables: [RecordTable]

  /// For each entity and each 若干 field of it, the members of each record:
  /// `members[entity][field][record]` are positions in the member's table.
  public let members: [[Int: [[Int]]]]

  /// Whether nobody knows which records form a group, so that `members` must not be taken for all of them.
  ///
  /// That is so where the members have no file or no column that names their owner, and where the owner
  /// itself cannot be named: its key is repeated or cannot be read.
  ///
  /// - Parameters:
  ///   - record: The owner, a record of `entity`.
  ///   - member: The entity of the members.
  ///   - through: The 属于 field by which they name the owner.
  public func isGroupUnknown(of record: Int, entity: Int, member: Int, through: Int) -> Bool {
    let (table, owner) = (tables[member], tables[entity].records[record])
    return table.file == nil || table.relationsWithoutColumn.contains(through) || owner.isOptional
      || owner.key.isEmpty
  }
}

/// The records of one entity.
public struct RecordTable: Sendable {
  /// The position of the entity.
  public let entity: Int

  /// The file from which the records come; `nil` if there is none, so that every group of them is
  /// unknown, not empty.
  public let file: String?

  /// The records, in the order of the file: one for each row. Rejected rows stand here too, since they
  /// can still be a member or the owner of a group.
  public let records: [Record]

  /// How many rows named no record of a 属于 field, by field. Such rows are rejected, except those of
  /// an entity that belongs to itself whose cell is empty: its topmost records name none.
  public let unassigned: [Int: Int]

  /// The headings of the columns, as the file has them, by field.
  public var headings: [Int: String] = [:]

  /// The 属于 fields for which the file has no column: every group over them is unknown.
  public var relationsWithoutColumn: Set<Int> = []
}

/// One record.
public struct Record: Sendable {
  /// The key as it is written, folded and trimmed.
  public let key: String

  /// The line of the file on which the row begins, counted from 1.
  public let line: Int

  /// Whether the row was rejected: it counts as a member with every field missing and is not reported on.
  public let isRejected: Bool

  /// Whether the row may not exist at all (one of several rows with the same key): an optional member.
  public let isOptional: Bool

  /// One cell for each field of the entity, 若干 fields included (as `.missing`).
  public let cells: [CellValue]
}

/// The value of a cell.
public enum CellValue: Hashable, Sendable {
  /// Nothing is known: the cell is empty (and 空为 says nothing), its column is missing, or its row was rejected.
  case missing
  /// 空为 未发生: some day after 评估日.
  case notYet
  /// The key of the record itself.
  case key
  /// 是否 and 有无.
  case truth(Bool)
  /// A number in base units, a date as its day number, or a year.
  case number(ExactNumber)
  /// The position of an option in its set.
  case option(Int)
  /// A text outside an open set of options (未列).
  case unlisted
  /// 属于: the position of the record in the table of the parent entity.
  case parent(Int)
}
