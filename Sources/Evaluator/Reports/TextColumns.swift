import PolicyDSL

/// Text in columns, for a terminal in which Chinese characters take two.
enum TextColumns {
  /// Returns one line for each row, its cells under those of the other rows, two spaces between them.
  ///
  /// The last cell of a row is not padded, and a cell wider than `limit` does not widen its column.
  static func aligned(_ rows: [[String]], indent: Int = 0, limit: Int = 56) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.dropLast().enumerated() {
        if column == widths.count { widths.append(0) }
        let width = DisplayWidth.columns(of: cell)
        if width <= limit { widths[column] = max(widths[column], width) }
      }
    }
    return rows.map { row in
      var line = String(repeating: " ", count: indent)
      for (column, cell) in row.enumerated() {
        line += column == row.count - 1 ? cell : DisplayWidth.padded(cell, to: widths[column]) + "  "
      }
      return withoutTrailingSpaces(line)
    }
  }

  /// Returns `text`, cut with `…` if it takes more than `limit` columns.
  static func clipped(_ text: String, to limit: Int) -> String {
    guard DisplayWidth.columns(of: text) > limit else { return text }
    var kept = String.UnicodeScalarView()
    var width = 0
    for scalar in text.unicodeScalars {
      width += DisplayWidth.columns(of: scalar)
      if width > limit - 1 { break }
      kept.append(scalar)
    }
    return String(kept) + "…"
  }

  private static func withoutTrailingSpaces(_ line: String) -> String {
    var scalars = line.unicodeScalars
    while scalars.last == " " { scalars.removeLast() }
    return String(scalars)
  }
}
