/// Lays out the rows of one table so that its bars stand below each other.
struct TableLayout {
  let spelling: TokenSpelling
  let tokens: [Token]

  /// Which cells hold data; data keeps its characters, everything else is spelt canonically.
  enum DataCells {
    case none
    case firstColumn
    case all
  }

  /// Returns the text of each row by the position of its first token.
  func rows(_ rows: [Range<Int>], data: DataCells) -> [Int: String] {
    let table = rows.enumerated().map { number, row in
      cells(row).enumerated().map { text($0.element, row: number, column: $0.offset, data) }
    }
    var widths: [Int] = []
    for cells in table {
      for (column, cell) in cells.enumerated() {
        let width = DisplayWidth.columns(of: cell)
        if column < widths.count { widths[column] = max(widths[column], width) } else { widths.append(width) }
      }
    }
    var result: [Int: String] = [:]
    for (row, cells) in zip(rows, table) {
      var text = "|"
      for (cell, width) in zip(cells, widths) { text += " \(DisplayWidth.padded(cell, to: width)) |" }
      let rest = behindLastBar(row)
      result[row.lowerBound] = rest.isEmpty ? text : "\(text) \(spelling.text(of: rest))"
    }
    return result
  }

  private func text(_ cell: Range<Int>, row: Int, column: Int, _ data: DataCells) -> String {
    let isData =
      switch data {
      case .none: false
      case .firstColumn: row > 0 && column == 0
      // A heading is a name; a heading of several words can only be kept.
      case .all: row > 0 || cell.count != 1 || !isWord(cell.lowerBound)
      }
    return isData ? spelling.source(of: cell) : spelling.text(of: cell)
  }

  private func isWord(_ index: Int) -> Bool {
    if case .word = tokens[index].kind { return true }
    return false
  }

  /// The tokens between the bars, cut as the parser cuts them: a bar in brackets belongs to the cell.
  private func cells(_ row: Range<Int>) -> [Range<Int>] {
    let bars = bars(row)
    return zip(bars, bars.dropFirst()).map { $0 + 1..<$1 }
  }

  /// What follows the last bar of a row that is not closed.
  private func behindLastBar(_ row: Range<Int>) -> Range<Int> {
    (bars(row).last ?? row.lowerBound) + 1..<row.upperBound
  }

  private func bars(_ row: Range<Int>) -> [Int] {
    var bars = [row.lowerBound]
    var depth = 0
    for index in row.dropFirst() {
      switch tokens[index].kind {
      case .symbol(.open): depth += 1
      case .symbol(.close): depth -= 1
      case .symbol(.bar) where depth <= 0 || index == row.upperBound - 1: bars.append(index)
      default: break
      }
    }
    return bars
  }
}
