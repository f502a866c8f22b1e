/// Finds words that are several words written together, the commonest slip of Chinese typists.
///
/// For an unknown word the cuts into declared names and reserved words are tried; the cut of fewest
/// words is proposed where there is only one.
enum WordSpacing {
  /// A word to be cut, and the bytes of the lines whose other problems follow from it.
  struct Finding {
    let diagnostic: Diagnostic
    let line: Range<Int>
  }

  /// Returns the words of `file` to be cut, on lines that have `problems`.
  static func check(_ file: ParsedFile, names: Set<Name>, problems: [Diagnostic]) -> [Finding] {
    guard let fileIndex = file.lexed.tokens.first?.span.file else { return [] }
    let places = problems.filter { $0.span.file == fileIndex && $0.code.severity == .error }.map(\.span.lower)
      .sorted()
    guard !places.isEmpty else { return [] }
    let longest = names.map { $0.text.unicodeScalars.count }.max() ?? 0
    var findings: [Finding] = []
    for line in file.lines {
      for stretch in [line.head] + line.rows {
        guard let first = stretch.first, let last = stretch.last else { continue }
        let bytes = file.lexed.tokens[first].span.lower..<file.lexed.tokens[last].span.upper + 1
        guard hasPlace(in: bytes, places) else { continue }
        // The first word of a line is a keyword or a field name; what it declares is cut by nobody.
        for index in stretch.dropFirst() {
          if line.isAtMargin, index == line.head.lowerBound + 1 { continue }
          if index < last, file.lexed.tokens[index + 1].kind == .symbol(.colon) { continue }
          guard case .word(let word) = file.lexed.tokens[index].kind, !names.contains(word),
            let cut = cut(word.text, names: names, longest: longest)
          else { continue }
          findings.append(
            Finding(
              diagnostic: .missingSpaces(
                word.text, cut.joined(separator: " "), at: file.lexed.tokens[index].span),
              line: bytes))
        }
      }
    }
    return findings
  }

  /// Whether one of the ascending `places` lies in `bytes`.
  private static func hasPlace(in bytes: Range<Int>, _ places: [Int]) -> Bool {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < bytes.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < places.count && places[low] < bytes.upperBound
  }

  /// Returns the only cut of `text` into fewest known words, or `nil`.
  ///
  /// - Complexity: O(*n* · longest name) for a word of *n* characters.
  static func cut(_ text: String, names: Set<Name>, longest: Int) -> [String]? {
    let scalars = Array(text.unicodeScalars)
    guard (2...200).contains(scalars.count) else { return nil }
    // Fewest words that end at each position, how many such cuts there are, and the last word's start.
    var best: [(count: Int, ways: Int, start: Int)?] = [(0, 1, 0)]
    for end in 1...scalars.count {
      var entry: (count: Int, ways: Int, start: Int)?
      for start in max(0, end - max(longest, 4))..<end {
        guard let before = best[start] else { continue }
        let piece = String(String.UnicodeScalarView(scalars[start..<end]))
        guard piece != text, names.contains(Name(piece)) || Vocabulary.isReserved(piece) else { continue }
        let count = before.count + 1
        if let known = entry, known.count < count { continue }
        if let known = entry, known.count == count {
          entry = (count, known.ways + before.ways, known.start)
        } else {
          entry = (count, before.ways, start)
        }
      }
      best.append(entry)
    }
    guard let whole = best[scalars.count], whole.ways == 1, whole.count >= 2 else { return nil }
    var pieces: [String] = []
    var end = scalars.count
    while end > 0, let entry = best[end] {
      pieces.append(String(String.UnicodeScalarView(scalars[entry.start..<end])))
      end = entry.start
    }
    // A cut needs a name and a word of the language, or it is but a chance split of an unknown name.
    guard pieces.contains(where: Vocabulary.isReserved), pieces.contains(where: { names.contains(Name($0)) })
    else {
      return nil
    }
    return pieces.reversed()
  }
}
