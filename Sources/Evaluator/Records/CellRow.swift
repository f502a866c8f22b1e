/// The cells of one row, as they are written.
///
/// Rows of a table are filled from left to right. Those made of objects are filled by column, in any
/// order; what no cell is written for stays empty.
struct CellRow {
  /// The line on which the row begins, counted from 1.
  private(set) var line = 1

  /// Why nothing of the row can be read, and the key of the object behind which that is so.
  private(set) var fault: (problem: CellProblem, heading: String?)?

  /// Why single cells cannot be read.
  private(set) var cellFaults: [Int: CellProblem] = [:]

  /// The contents of the cells, one behind the other.
  private var content: [UInt8] = []

  /// Where the content of each cell stands.
  private var cells: [Range<Int>] = []

  /// Where the cell that is being read begins.
  private var start = 0

  /// The columns that have been written, where the row is filled by column.
  private var written: [Int] = []

  /// Whether each column has been written.
  private var isWritten: [Bool] = []

  /// How many cells there are.
  var count: Int { cells.count }

  /// The content of a cell, not folded.
  subscript(cell: Int) -> ArraySlice<UInt8> { content[cells[cell]] }

  /// Whether nothing stands in any cell.
  var isBlank: Bool {
    guard fault == nil else { return false }
    if content.allSatisfy(CellText.isBlank) { return true }
    // Ideographic spaces are blanks too; they are looked for only where every byte could be part of one.
    guard content.allSatisfy({ CellText.isBlank($0) || $0 >= 0x80 }) else { return false }
    var folded: [UInt8] = []
    return CellText.fold(content[...], into: &folded) == nil && folded.isEmpty
  }

  /// Begins a new row in the same storage.
  mutating func begin(onLine line: Int) {
    cells.removeAll(keepingCapacity: true)
    clear(line)
  }

  /// Begins a new row of `count` empty cells in the same storage, in time that does not depend on `count`.
  mutating func begin(onLine line: Int, columns count: Int) {
    for column in written {
      cells[column] = 0..<0
      isWritten[column] = false
    }
    written.removeAll(keepingCapacity: true)
    if cells.count > count {
      cells.removeLast(cells.count - count)
      isWritten.removeLast(isWritten.count - count)
    }
    grow(to: count)
    clear(line)
  }

  /// Adds bytes to the cell that is being read.
  mutating func append(_ bytes: some Collection<UInt8>) { content.append(contentsOf: bytes) }

  /// Ends the cell that is being read.
  mutating func endCell() {
    cells.append(start..<content.count)
    start = content.count
  }

  /// Ends the cell that is being read and gives it to a column.
  ///
  /// - Returns: Whether the column has no cell yet; otherwise it keeps the one it has.
  mutating func endCell(of column: Int) -> Bool {
    grow(to: column + 1)
    let cell = start..<content.count
    start = content.count
    guard !isWritten[column] else { return false }
    cells[column] = cell
    isWritten[column] = true
    written.append(column)
    return true
  }

  /// Says that a cell cannot be read.
  mutating func refuse(_ column: Int, _ problem: CellProblem) { cellFaults[column] = problem }

  /// Says that nothing of the row can be read.
  ///
  /// - Parameter heading: The key of the object behind which that is so.
  mutating func refuse(_ problem: CellProblem, behind heading: String?) { fault = (problem, heading) }

  private mutating func grow(to count: Int) {
    while cells.count < count {
      cells.append(0..<0)
      isWritten.append(false)
    }
  }

  private mutating func clear(_ line: Int) {
    content.removeAll(keepingCapacity: true)
    start = 0
    if !cellFaults.isEmpty { cellFaults.removeAll() }
    fault = nil
    self.line = line
  }
}
