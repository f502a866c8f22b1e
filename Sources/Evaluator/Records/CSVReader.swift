import PolicyDSL

/// Rows of a record file, one behind the other.
protocol RowSource {
  associatedtype Fault: Error

  /// Reads the next row into `row`, whose storage is used again.
  ///
  /// - Returns: Whether there was one.
  /// - Throws: A problem after which no row of the file can be trusted, because nobody knows where it ends.
  mutating func next(_ row: inout CellRow) throws(Fault) -> Bool
}

/// Splits the bytes of a CSV file into rows of cells, after RFC 4180.
///
/// Cells are divided by commas and rows by CR LF, LF or CR. A cell that begins with a quotation mark
/// ends with one; inside it stand commas, line breaks and doubled quotation marks. A quotation mark
/// in the middle of another cell is a character like any other. The bytes must be valid UTF-8 without
/// a byte-order mark at `position`.
struct CSVReader: RowSource {
  private let bytes: [UInt8]
  private var position: Int
  private var line = 1

  /// Creates a reader of `bytes` from the offset `start` on.
  init(_ bytes: [UInt8], from start: Int = 0) {
    self.bytes = bytes
    position = start
  }

  /// Reads the next row into `row`, whose storage is used again.
  ///
  /// - Returns: Whether there was one; a file that ends in a line break has no row behind it.
  /// - Throws: A quotation mark that leaves open where its row ends.
  mutating func next(_ row: inout CellRow) throws(CSVFault) -> Bool {
    row.begin(onLine: line)
    guard position < bytes.count else { return false }
    while true {
      if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
        try quotedCell(&row)
      } else {
        let start = position
        while position < bytes.count, !Self.endsCell(bytes[position]) { position += 1 }
        row.append(bytes[start..<position])
      }
      row.endCell()
      guard position < bytes.count else { return true }
      let delimiter = bytes[position]
      position += 1
      if delimiter == UInt8(ascii: ",") { continue }
      if delimiter == UInt8(ascii: "\r"), position < bytes.count, bytes[position] == UInt8(ascii: "\n") {
        position += 1
      }
      line += 1
      return true
    }
  }

  /// Reads a cell that begins with a quotation mark, up to the delimiter behind it.
  private mutating func quotedCell(_ row: inout CellRow) throws(CSVFault) {
    let opened = line
    position += 1
    while true {
      let start = position
      while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
        if bytes[position] == UInt8(ascii: "\n")
          || bytes[position] == UInt8(ascii: "\r")
            && (position + 1 == bytes.count || bytes[position + 1] != UInt8(ascii: "\n"))
        {
          line += 1
        }
        position += 1
      }
      row.append(bytes[start..<position])
      guard position < bytes.count else { throw CSVFault(kind: .unclosedQuote, line: opened) }
      position += 1
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
      row.append([UInt8(ascii: "\"")])
      position += 1
    }
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
    if position < bytes.count, !Self.endsCell(bytes[position]) {
      throw CSVFault(kind: .textBehindQuote(opened: opened), line: line)
    }
  }

  private static func endsCell(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || CellText.isLineBreak(byte)
  }
}

/// A place in a CSV file behind which rows cannot be told apart.
struct CSVFault: Error, Equatable {
  enum Kind: Equatable {
    case unclosedQuote
    case textBehindQuote(opened: Int)
  }

  /// What is wrong.
  let kind: Kind

  /// The line: where the quotation mark opened, or where the text behind it stands.
  let line: Int
}
