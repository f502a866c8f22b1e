/// The cells of one row, as they are written.
struct CellRow {
  /// The line on which the row begins, counted from 1.
  private(set) var line = 1

  /// The contents of the cells, one behind the other.
  private var content: [UInt8] = []

  /// Where each cell ends in `content`.
  private var ends: [Int] = []

  /// How many cells there are.
  var count: Int { ends.count }

  /// The content of a cell, not folded.
  subscript(cell: Int) -> ArraySlice<UInt8> {
    content[(cell == 0 ? 0 : ends[cell - 1])..<ends[cell]]
  }

  /// Whether nothing stands in any cell.
  var isBlank: Bool {
    if content.allSatisfy(CellText.isBlank) { return true }
    // Ideographic spaces are blanks too; they are looked for only where every byte could be part of one.
    guard content.allSatisfy({ CellText.isBlank($0) || $0 >= 0x80 }) else { return false }
    var folded: [UInt8] = []
    return CellText.fold(content[...], into: &folded) == nil && folded.isEmpty
  }

  /// Begins a new row in the same storage.
  mutating func begin(onLine line: Int) {
    content.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    self.line = line
  }

  /// Adds bytes to the cell that is being read.
  mutating func append(_ bytes: some Collection<UInt8>) { content.append(contentsOf: bytes) }

  /// Ends the cell that is being read.
  mutating func endCell() { ends.append(content.count) }
}
