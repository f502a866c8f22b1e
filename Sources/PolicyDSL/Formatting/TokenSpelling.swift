/// How single tokens are written in canonical form, and where a space stands between two of them.
struct TokenSpelling {
  private let file: SourceFile
  private let tokens: [Token]
  private let attachments: [Bool]

  init(file: SourceFile, parsed: ParsedFile) {
    self.file = file
    tokens = parsed.lexed.tokens
    attachments = parsed.attachments
  }

  /// Returns the tokens of a stretch that lies on one physical line, in canonical form.
  ///
  /// - Parameters:
  ///   - verbatim: Tokens that are data: they keep their characters and the blanks between them.
  ///   - entity: The token behind the name of a rule, where `每户` is cut into `每 户`.
  func text(of stretch: Range<Int>, verbatim: Range<Int> = 0..<0, entity: Int? = nil) -> String {
    var text = ""
    for index in stretch {
      if index > stretch.lowerBound {
        if verbatim.contains(index), verbatim.contains(index - 1) {
          text += file.text(gap(before: index))
        } else if verbatim.contains(index) || verbatim.contains(index - 1) || isSpaced(index) {
          text += " "
        }
      }
      if verbatim.contains(index) {
        text += source(index)
      } else if index == entity {
        text += cutAfterEach(spelling(index))
      } else {
        text += spelling(index)
      }
    }
    return text
  }

  /// Returns the characters of a stretch as they are written in the file.
  func source(of stretch: Range<Int>) -> String {
    guard let first = stretch.first, let last = stretch.last else { return "" }
    return file.text(tokens[first].span.joined(with: tokens[last].span))
  }

  // MARK: Spaces

  /// Whether a space stands between a token and the one before it on the same line.
  private func isSpaced(_ index: Int) -> Bool {
    if attachments[index] { return false }
    switch tokens[index].kind {
    case .symbol(.close), .symbol(.pause), .symbol(.colon): return false
    default: break
    }
    switch tokens[index - 1].kind {
    case .symbol(.open), .symbol(.pause), .symbol(.colon): return false
    default: return true
    }
  }

  private func gap(before index: Int) -> SourceSpan {
    let (previous, next) = (tokens[index - 1].span, tokens[index].span)
    return SourceSpan(file: next.file, lower: previous.upper, upper: next.lower)
  }

  // MARK: Spellings

  private func source(_ index: Int) -> String { file.text(tokens[index].span) }

  private func spelling(_ index: Int) -> String {
    switch tokens[index].kind {
    case .word(let name): name.text
    case .keyword(let keyword): keyword.rawValue
    case .comparison(_, let word), .boundary(_, let word), .later(let word): word
    // Thousands separators and the written form of a date belong to the author.
    case .number, .date: Self.folded(source(index))
    case .text(let content): quotation(content, written: source(index))
    case .title, .raw, .unreadable: source(index)
    case .symbol(let symbol): Self.spelling(symbol)
    }
  }

  private static func spelling(_ symbol: Symbol) -> String {
    switch symbol {
    case .open: "（"
    case .close: "）"
    case .colon: "："
    default: symbol.rawValue
    }
  }

  /// Replaces `"…"` by `“…”`, or by `「…」` where the text itself holds `“` or `”`.
  private func quotation(_ content: String, written: String) -> String {
    guard let first = written.unicodeScalars.first, Characters.folded(first) == "\"" else { return written }
    func holds(_ marks: Unicode.Scalar...) -> Bool { content.unicodeScalars.contains(where: marks.contains) }
    // A quotation that never closes is an error; giving it an end would hide that.
    guard written.unicodeScalars.count >= 2, let last = written.unicodeScalars.last,
      Characters.folded(last) == "\""
    else { return written }
    if !holds("“", "”") { return "“\(content)”" }
    if !holds("「", "」") { return "「\(content)」" }
    return "\"\(content)\""
  }

  private func cutAfterEach(_ word: String) -> String {
    guard word.hasPrefix("每"), word.unicodeScalars.count > 1 else { return word }
    return "每 " + String(word.unicodeScalars.dropFirst())
  }

  private static func folded(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(Characters.folded(scalar)) }
    return String(result)
  }
}
