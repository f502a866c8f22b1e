import PolicyDSL

/// Reads the JSON objects of a file as rows of a table whose headings are their keys.
///
/// NDJSON has an object on each line, JSON an array of objects (RFC 8259). A string is read as a cell of
/// CSV is; a number is the text that stands there; true and false are 是 and 否; null, like a key that is
/// left out, is an empty cell. In NDJSON a line that is not JSON is a row that cannot be read; in an
/// array nobody knows where the next object begins.
struct ObjectReader: RowSource {
  private var scanner: JSONScanner
  private let format: RecordFormat
  private var columns: ObjectColumns
  /// Whether the bracket of the array has been taken.
  private var isInArray = false
  /// Whether a bracket has ended the array.
  private var isAtEnd = false
  private var key: [UInt8] = []
  private var text: [UInt8] = []

  /// Creates a reader of the objects in UTF-8 `bytes`, from the offset `start` on.
  init(_ bytes: [UInt8], from start: Int, _ format: RecordFormat, _ columns: ObjectColumns) {
    scanner = JSONScanner(bytes, from: start)
    self.format = format
    self.columns = columns
  }

  /// Returns the keys of all objects that can be read, in the order in which they first occur; `nil` for
  /// a file in which nothing stands.
  static func columns(
    _ bytes: [UInt8], from start: Int, _ format: RecordFormat
  ) throws(JSONFault) -> ObjectColumns? {
    guard !bytes[start...].allSatisfy(CellText.isBlank) else { return nil }
    var reader = ObjectReader(bytes, from: start, format, ObjectColumns())
    var row = CellRow()
    while try reader.next(&row) {}
    return reader.columns
  }

  /// Reads the next object into `row`, whose storage is used again.
  ///
  /// - Returns: Whether there was one.
  /// - Throws: A problem after which no row of the file can be trusted.
  mutating func next(_ row: inout CellRow) throws(JSONFault) -> Bool {
    format == .ndjson ? nextLine(&row) : try nextElement(&row)
  }

  private mutating func nextLine(_ row: inout CellRow) -> Bool {
    scanner.skipSpace()
    guard scanner.current != nil else { return false }
    row.begin(onLine: scanner.line, columns: columns.count)
    scanner.beginLine()
    defer { scanner.endLine() }
    let known = columns.count
    do throws(JSONFault) {
      try object(&row)
      scanner.skipSpace()
      if scanner.current != nil { throw JSONFault(.textBehind, at: scanner.position, scanner.line) }
    } catch {
      columns.forget(from: known)
      row.refuse(error.problem(format, scanner.bytes), behind: error.heading)
    }
    return true
  }

  private mutating func nextElement(_ row: inout CellRow) throws(JSONFault) -> Bool {
    guard !isAtEnd else { return false }
    scanner.skipSpace()
    let isFirst = !isInArray
    if isFirst {
      guard scanner.take(UInt8(ascii: "[")) else {
        throw JSONFault(.notAnArray, at: scanner.position, scanner.line)
      }
      isInArray = true
      scanner.skipSpace()
    }
    if scanner.take(UInt8(ascii: "]")) {
      isAtEnd = true
      scanner.skipSpace()
      if scanner.current != nil { throw JSONFault(.textBehind, at: scanner.position, scanner.line) }
      return false
    }
    if !isFirst { try scanner.expect(UInt8(ascii: ",")) }
    row.begin(onLine: scanner.line, columns: columns.count)
    try object(&row)
    return true
  }

  /// Takes an object, or another value, which makes the row one that cannot be read.
  private mutating func object(_ row: inout CellRow) throws(JSONFault) {
    guard scanner.take(UInt8(ascii: "{")) else {
      let isArray = scanner.current == UInt8(ascii: "[")
      _ = try scanner.value()
      row.refuse(.notAnObject(isArray: isArray, format), behind: nil)
      return
    }
    scanner.skipSpace()
    if scanner.take(UInt8(ascii: "}")) { return }
    while true {
      try scanner.key(&key)
      let column = columns.column(of: key)
      do throws(JSONFault) {
        try cell(&row, column)
      } catch {
        var fault = error
        fault.heading = String(decoding: key, as: UTF8.self)
        throw fault
      }
      scanner.skipSpace()
      if scanner.take(UInt8(ascii: "}")) { return }
      try scanner.expect(UInt8(ascii: ","))
    }
  }

  /// Takes the value of a member as the cell of a column.
  private mutating func cell(_ row: inout CellRow, _ column: Int) throws(JSONFault) {
    var problem: CellProblem?
    switch scanner.current {
    case UInt8(ascii: "\""):
      if try !scanner.string(&text) { problem = .halfCharacter }
      row.append(text)
    case UInt8(ascii: "t"):
      try scanner.word("true")
      row.append("是".utf8)
    case UInt8(ascii: "f"):
      try scanner.word("false")
      row.append("否".utf8)
    case UInt8(ascii: "n"): try scanner.word("null")
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      row.append(try scanner.value())
      problem = .nestedValue
    default: row.append(try scanner.number())
    }
    if !row.endCell(of: column) { problem = .repeatedMember }
    if let problem { row.refuse(column, problem) }
  }
}

/// The columns of the keys of objects.
struct ObjectColumns {
  /// The keys as they are written, by column.
  private(set) var keys: [[UInt8]] = []

  private var columns: [[UInt8]: Int] = [:]

  /// The column to try first: objects mostly have the same keys in the same order.
  private var next = 0

  /// How many columns there are.
  var count: Int { keys.count }

  /// Returns the column of a key; one that is new gets a column of its own.
  mutating func column(of key: [UInt8]) -> Int {
    if next >= keys.count { next = 0 }
    if next >= keys.count || keys[next] != key { next = columns[key] ?? add(key) }
    next += 1
    return next - 1
  }

  /// The keys as a row of headings; where no object has a key, those that the entity asks for, since
  /// nothing is missing in a file without records.
  func headings(of entity: Entity) -> CellRow {
    var row = CellRow()
    for key in keys.isEmpty ? ColumnMatcher.expectedHeadings(of: entity).map({ Array($0.utf8) }) : keys {
      row.append(key)
      row.endCell()
    }
    return row
  }

  /// Forgets the columns from `column` on.
  mutating func forget(from column: Int) {
    for key in keys[column...] { columns[key] = nil }
    keys.removeSubrange(column...)
  }

  private mutating func add(_ key: [UInt8]) -> Int {
    columns[key] = keys.count
    keys.append(key)
    return keys.count - 1
  }
}
