/// Declarations and their clauses.
extension Parser {
  /// Parses the declaration whose head has been entered and the clauses below it.
  ///
  /// A head in error still has its clauses read, so that their problems are reported too.
  mutating func parseDeclaration(_ clauses: Range<Int>) -> DeclarationSyntax? {
    guard case .word(let word)? = token, let kind = DeclarationKind(rawValue: word.text) else {
      reportUnknownDeclaration(above: nil)
      return nil
    }
    cursor += 1
    switch kind {
    case .document: return parseDocument(clauses).map(DeclarationSyntax.document)
    case .citation: return parseCitation(clauses).map(DeclarationSyntax.citation)
    case .unit: return parseUnitDeclaration(clauses).map(DeclarationSyntax.unit)
    case .options: return parseOptions(clauses).map(DeclarationSyntax.options)
    case .entity: return parseEntity(clauses).map(DeclarationSyntax.entity)
    case .parameter: return parseParameter(clauses).map(DeclarationSyntax.parameter)
    case .quantity: return parseQuantity(clauses).map(DeclarationSyntax.quantity)
    case .standard: return parseStandard(clauses).map(DeclarationSyntax.standard)
    case .finding: return parseFinding(clauses).map(DeclarationSyntax.finding)
    case .benefit: return parseBenefit(clauses).map(DeclarationSyntax.benefit)
    case .test: return parseTest(clauses).map(DeclarationSyntax.test)
    }
  }

  // MARK: What all declarations share

  /// Reports the line that has been entered: it stands at the margin and begins no declaration.
  ///
  /// What its first two words may have meant to declare is remembered as damaged.
  private mutating func reportUnknownDeclaration(above kind: DeclarationKind?) {
    if kind == nil {
      for distance in 0...1 {
        if case .word(let name)? = token(ahead: distance)?.kind { damagedNames.insert(name) }
      }
      // `D4-SOC-06 …` without its 条款.
      var run = cursor + 1
      while run < limit, !tokens[run].isSpaced { run += 1 }
      if run > cursor + 1 { damagedNames.insert(Name(file.text(span(of: cursor..<run)))) }
    }
    let word = isAtEnd ? "|" : file.text(here)
    _ = fail(.unknownDeclaration(word, clauseOf: kind, at: isAtEnd ? span(of: rows[0]) : here))
  }

  /// The kind of declaration whose clause the line at the margin would be if it were indented.
  mutating func kind(ofClauseAtMargin line: LogicalLine, below head: LogicalLine) -> DeclarationKind? {
    guard let first = line.head.first, let above = head.head.first,
      case .word(let word) = tokens[above].kind, let kind = DeclarationKind(rawValue: word.text),
      DeclarationKind(rawValue: file.text(tokens[first].span)) == nil
    else { return nil }
    let isClause =
      kind == .entity ? isField(line) : kind.clauseWords.contains(file.text(tokens[first].span))
    return isClause ? kind : nil
  }

  /// Whether a line reads as a field to its end.
  private mutating func isField(_ line: LogicalLine) -> Bool {
    let saved = (cursor, limit, rows, depth)
    let problems = diagnostics.count
    enter(line)
    let isField = (try? field()) != nil && isAtEnd
    diagnostics.removeLast(diagnostics.count - problems)
    (cursor, limit, rows, depth) = saved
    return isField
  }

  /// Parses a head; where it fails, the name it declares is remembered as damaged.
  private mutating func head<Head>(
    _ parse: (inout Parser) throws(Failure) -> Head
  ) -> Head? {
    let start = cursor
    do {
      let head = try parse(&self)
      try expectEnd()
      return head
    } catch {
      if start < limit, case .word(let name) = tokens[start].kind { damagedNames.insert(name) }
      rows = []
      return nil
    }
  }

  /// Calls `parse` with the first word of each clause; a clause that fails is passed over.
  private mutating func forEachClause(
    of kind: DeclarationKind, _ clauses: Range<Int>,
    _ parse: (inout Parser, String) throws(Failure) -> Void
  ) {
    let words = kind.clauseWords
    // Clauses that follow each other and belong elsewhere have one cause: a head that is missing.
    var isBehindUnknown = false
    rejectRows()
    for position in clauses {
      enter(lines[position])
      if lines[position].isAtMargin { reportUnknownDeclaration(above: kind) }
      let isClause: String? =
        if case .word(let name)? = token { words.first { $0 == name.text } } else { keywordClause(in: words) }
      guard let word = isClause else {
        if !isBehindUnknown { reportUnknownClause(of: kind) }
        isBehindUnknown = true
        isDamaged = true
        continue
      }
      isBehindUnknown = false
      cursor += 1
      do {
        try parse(&self, word)
        try expectEnd()
        rejectRows()
      } catch { isDamaged = true }
    }
  }

  /// Reports the clause that has been entered; what it declares if it should stand at the margin is damaged.
  private mutating func reportUnknownClause(of kind: DeclarationKind) {
    if case .word(let first)? = token, DeclarationKind(rawValue: first.text) != nil,
      case .word(let name)? = token(ahead: 1)?.kind
    {
      damagedNames.insert(name)
    }
    let word = isAtEnd ? "|" : file.text(here)
    _ = fail(.unknownClause(word, of: kind, words: kind.clauseWords, at: isAtEnd ? span(of: rows[0]) : here))
  }

  /// 依据 and 评估日 are reserved words that also begin clauses.
  private func keywordClause(in words: [String]) -> String? {
    guard case .keyword(let keyword)? = token else { return nil }
    return words.first { $0 == keyword.rawValue }
  }

  /// Reports rows below a line that takes none.
  private mutating func rejectRows() {
    guard let first = rows.first else { return }
    report(.rowWithoutTable(at: span(of: first)))
    isDamaged = true
    rows = []
  }

  /// Takes the rows of the current line, so that what is left over can be reported.
  private mutating func takeRows() -> [Range<Int>] {
    defer { rows = [] }
    return rows
  }

  private mutating func only<Value>(_ old: Value?, _ word: String, at start: Int) throws(Failure) {
    if old != nil { throw fail(.repeatedClause(word, at: tokens[start].span)) }
  }

  private func name(of what: String) -> Phrase { Phrase(zh: "\(what)的名称", en: "the name of the \(what)") }

  private mutating func entity() throws(Failure) -> Identifier {
    if cursor > 0, case .word(let name) = tokens[cursor - 1].kind, name.text.hasSuffix("每"), name.text != "每",
      case .word? = token
    {
      let own = String(name.text.dropLast())
      damagedNames.insert(Name(own))
      throw fail(.missingSpaces(name.text, own + " 每", at: tokens[cursor - 1].span))
    }
    guard case .word(let word)? = token, word.text.hasPrefix("每") else {
      throw unexpected(Phrase(zh: "`每` 和实体，如 `每 户`", en: "`每` and an entity, such as `每 户`"))
    }
    if word.text == "每" {
      cursor += 1
      return try identifier(name(of: "实体"))
    }
    // `每户` written together.
    let whole = tokens[cursor].span
    let rest = String(word.text.unicodeScalars.dropFirst())
    if Vocabulary.isReserved(rest) { throw fail(.reservedWord(rest, at: whole, name(of: "实体"))) }
    cursor += 1
    return Identifier(
      name: Name(rest),
      span: SourceSpan(file: index, lower: whole.lower + "每".utf8.count, upper: whole.upper))
  }

  /// `依据 D4-SOC-05、D4-SOC-06`, behind the word 依据.
  private mutating func citationList() throws(Failure) -> [Identifier] {
    var list = [try citationIdentifier()]
    while take(.pause) {
      list.append(try citationIdentifier())
      try checkChain(list.count)
    }
    return list
  }

  private mutating func optionalCitations() throws(Failure) -> [Identifier] {
    take(.citing) ? try citationList() : []
  }

  /// `D4-SOC-07`: adjacent tokens, with their text as it is written.
  private mutating func citationIdentifier() throws(Failure) -> Identifier {
    let start = cursor
    _ = try word(Phrase(zh: "条号，如 `D4-SOC-07`", en: "the identifier of a clause, such as `D4-SOC-07`"))
    while let hyphen = token(ahead: 0), hyphen.kind == .symbol(.minus), !hyphen.isSpaced,
      let part = token(ahead: 1), !part.isSpaced
    {
      switch part.kind {
      case .word, .number:
        attach()
        cursor += 1
        attach()
        cursor += 1
      default: throw unexpected(Phrase(zh: "条号的下一段", en: "the next part of the identifier"))
      }
    }
    let span = span(from: start)
    var text = ""
    for scalar in file.text(span).unicodeScalars {
      text.unicodeScalars.append(Characters.folded(scalar))
    }
    return Identifier(name: Name(text), span: span)
  }

  private mutating func word(_ what: Phrase) throws(Failure) -> Identifier {
    guard case .word(let name)? = token else { throw unexpected(what) }
    cursor += 1
    return Identifier(name: name, span: tokens[cursor - 1].span)
  }

  private mutating func period() throws(Failure) -> PeriodSyntax {
    let start = cursor
    let first = try date()
    try expect(.through)
    let last = try date()
    return PeriodSyntax(start: first, end: last, span: span(from: start))
  }

  /// `0 以上`, `0 至 130`, `80 至 100%`.
  private mutating func range() throws(Failure) -> RangeSyntax {
    let start = cursor
    let first = try constant()
    if take(.through) {
      let second = try constant()
      return RangeSyntax(lower: first, upper: second, boundary: nil, span: span(from: start))
    }
    guard case .boundary(let boundary, _)? = token else {
      throw unexpected(Phrase(zh: "`至` 或 `以上`、`以下`", en: "`至`, or `以上` or `以下`"))
    }
    cursor += 1
    let span = span(from: start)
    switch boundary {
    case .atMost: return RangeSyntax(lower: nil, upper: first, boundary: boundary, span: span)
    default: return RangeSyntax(lower: first, upper: nil, boundary: boundary, span: span)
    }
  }

  private mutating func constant() throws(Failure) -> ConstantSyntax {
    if case .date? = token { return .date(try date()) }
    return .literal(try literal())
  }

  private mutating func type() throws(Failure) -> TypeSyntax {
    let start = cursor
    if case .word(let name)? = token {
      cursor += 1
      switch name.text {
      case "编号": return .key(span(from: start))
      case "是否": return .truth(span(from: start))
      case "有无": return .presence(span(from: start))
      case "日期": return .date(span(from: start))
      case "年份": return .year(span(from: start))
      case "属于": return .belongsTo(try identifier(self.name(of: "实体")), span(from: start))
      case "若干":
        let member = try identifier(self.name(of: "实体"))
        let through = take(word: "以") ? try identifier(self.name(of: "关系")) : nil
        return .many(member, through: through, span(from: start))
      default: cursor = start
      }
    }
    switch token {
    case .word?, .symbol(.percent)?, .symbol(.permille)?: return .named(try unit())
    default:
      throw unexpected(
        Phrase(zh: "类型：单位、选项名或 `是否`、`日期` 等", en: "a type: a unit, an option set, or `是否`, `日期` …"))
    }
  }

  // MARK: Rows

  /// Splits a row at its bars.
  private mutating func cells(_ row: Range<Int>) throws(Failure) -> [Range<Int>] {
    if row.contains(where: { reportedPlaces.contains(tokens[$0].span.lower) }) { throw Failure() }
    guard tokens[row.upperBound - 1].kind == .symbol(.bar), row.count > 1 else {
      throw fail(.unclosedRow(at: span(of: row)))
    }
    var cells: [Range<Int>] = []
    var start = row.lowerBound + 1
    var depth = 0
    for index in row.dropFirst() {
      switch tokens[index].kind {
      case .symbol(.open): depth += 1
      case .symbol(.close): depth -= 1
      case .symbol(.bar) where depth <= 0 || index == row.upperBound - 1:
        cells.append(start..<index)
        start = index + 1
      default: break
      }
    }
    return cells
  }

  /// Calls `parse` on every row but the first; a row in error is passed over.
  private mutating func forEachRow(
    _ rows: ArraySlice<Range<Int>>, cells count: Int, allowEmpty: Bool = false,
    _ parse: (inout Parser, [Range<Int>], SourceSpan) throws(Failure) -> Void
  ) {
    // Rows that agree with each other and not with the head have one cause: the head.
    var reported = Set<Int>()
    for row in rows {
      do {
        let cells = try cells(row)
        guard cells.count == count else {
          guard reported.insert(cells.count).inserted else { throw Failure() }
          throw fail(.cellCount(cells.count, expected: count, at: span(of: row)))
        }
        if !allowEmpty, let empty = cells.first(where: \.isEmpty) {
          throw fail(.emptyCell(at: blank(of: empty)))
        }
        try parse(&self, cells, span(of: row))
      } catch { isDamaged = true }
    }
  }

  /// The blank between the bars of an empty cell, or the bars themselves where they touch.
  private func blank(of cell: Range<Int>) -> SourceSpan {
    let (left, right) = (tokens[cell.lowerBound - 1].span, tokens[cell.lowerBound].span)
    return left.upper < right.lower
      ? SourceSpan(file: index, lower: left.upper, upper: right.lower) : left.joined(with: right)
  }

  /// Checks that the last cell of a head holds its word, 金额 or 值.
  private mutating func lastHead(_ range: Range<Int>, _ word: String) throws(Failure) {
    if range.count == 1, tokens[range.lowerBound].kind == .word(Name(word)) { return }
    if range.isEmpty { throw fail(.emptyCell(at: blank(of: range))) }
    throw fail(.lastHead(word, at: span(of: range)))
  }

  /// Parses one cell to its end.
  private mutating func cell<Result>(
    _ range: Range<Int>, _ parse: (inout Parser) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try within(range) { parser throws(Failure) in
      let result = try parse(&parser)
      if !parser.isAtEnd {
        throw parser.unexpected(Phrase(zh: "格的右边线 `|`", en: "the end of the cell `|`"))
      }
      return result
    }
  }

  private mutating func pattern() throws(Failure) -> PatternSyntax {
    let start = cursor
    switch token {
    case .keyword(.any)?:
      cursor += 1
      return .any(span(from: start))
    case .keyword(.rest)?:
      cursor += 1
      return .rest(span(from: start))
    case .keyword(.yes)?, .keyword(.no)?:
      let isYes = token == .keyword(.yes)
      cursor += 1
      return .truth(isYes, span(from: start))
    case .comparison(let comparison, _)?:
      cursor += 1
      return .comparison(comparison, try literal(), span(from: start))
    case .symbol(let symbol)? where symbol.comparison != nil:
      cursor += 1
      return .comparison(symbol.comparison!, try literal(), span(from: start))
    case .word?:
      return .names(try identifiers(Phrase(zh: "选项", en: "an option")), span(from: start))
    default:
      let first = try literal()
      if take(.through) {
        let second = try literal()
        return .range(
          RangeSyntax(lower: .literal(first), upper: .literal(second), boundary: nil, span: span(from: start))
        )
      }
      guard case .boundary(let boundary, _)? = token else { return .exactly(first) }
      cursor += 1
      return .comparison(boundary, first, span(from: start))
    }
  }

  private mutating func lookUp(from start: Int, result: String) throws(Failure) -> LookUpSyntax {
    let whole = span(from: start)
    try expectEnd()
    let rows = takeRows()
    guard let first = rows.first else { throw fail(.tableWithoutRows(at: whole)) }
    let headCells = try cells(first)
    guard headCells.count >= 2 else {
      throw fail(.cellCount(headCells.count, expected: 2, at: span(of: first)))
    }
    try lastHead(headCells[headCells.count - 1], result)
    var heads: [ExpressionSyntax] = []
    for range in headCells.dropLast() {
      heads.append(
        try cell(range) { parser throws(Failure) in
          try parser.nested { parser throws(Failure) in try parser.logic() }
        })
    }
    var parsed: [LookUpRowSyntax] = []
    let damagedBefore = isDamaged
    isDamaged = false
    forEachRow(rows.dropFirst(), cells: headCells.count) { parser, cells, span throws(Failure) in
      var patterns: [PatternSyntax] = []
      for range in cells.dropLast() {
        patterns.append(try parser.cell(range) { parser throws(Failure) in try parser.pattern() })
      }
      let last = cells[cells.count - 1]
      if parser.tokens[last.lowerBound].kind == .keyword(.lookUp) {
        throw parser.fail(.tableInTable(at: parser.span(of: last)))
      }
      let result = try parser.cell(last) { parser throws(Failure) in try parser.amount() }
      parsed.append(LookUpRowSyntax(patterns: patterns, result: result, span: span))
    }
    // A table with an unreadable row would be reported as incomplete: the clause is passed over.
    if isDamaged { throw Failure() }
    isDamaged = damagedBefore
    return LookUpSyntax(
      heads: heads, rows: parsed, span: rows.reduce(whole) { $0.joined(with: span(of: $1)) })
  }

  /// `不低于 80元/人·月` or an expression.
  private mutating func amount() throws(Failure) -> AmountSyntax {
    let start = cursor
    switch token {
    case .comparison(.atLeast, _)? where !isItemThreshold:
      cursor += 1
      let bound = try sum()
      return .atLeast(bound, span(from: start))
    case .comparison(.atMost, _)?:
      cursor += 1
      let bound = try sum()
      return .atMost(bound, span(from: start))
    default: return .expression(try expression())
    }
  }

  /// Whether `至少 2项（` follows.
  private var isItemThreshold: Bool {
    guard case .comparison(.atLeast, "至少")? = token, case .number? = token(ahead: 1)?.kind else {
      return false
    }
    return token(ahead: 2)?.kind == .word(Name("项"))
  }

  // MARK: 文档, 条款, 单位, 选项

  private mutating func parseDocument(_ clauses: Range<Int>) -> DocumentSyntax? {
    var document = head { parser throws(Failure) in
      guard case .title(let title)? = parser.token else {
        throw parser.unexpected(Phrase(zh: "文档的标题 `《…》`", en: "the title of the document `《…》`"))
      }
      parser.cursor += 1
      let place = parser.tokens[parser.cursor - 1].span
      let shortName = parser.isAtEnd ? nil : try parser.identifier(parser.name(of: "文档"))
      return DocumentSyntax(title: TextSyntax(text: title, span: place), shortName: shortName)
    }
    forEachClause(of: .document, clauses) { parser, word throws(Failure) in
      let start = parser.cursor - 1
      switch word {
      case "发文机关":
        try parser.only(document?.authority, word, at: start)
        let authority = try parser.raw()
        try parser.expectEnd()
        document?.authority = authority
      case "文号":
        try parser.only(document?.number, word, at: start)
        let number = try parser.raw()
        try parser.expectEnd()
        document?.number = number
      case "地区":
        var region = [try parser.identifier(parser.name(of: "地区"))]
        while parser.token == .symbol(.over) {
          parser.attach()
          parser.cursor += 1
          parser.attach()
          region.append(try parser.identifier(parser.name(of: "地区")))
          try parser.checkChain(region.count)
        }
        if document?.region.isEmpty == false {
          throw parser.fail(.repeatedClause(word, at: parser.tokens[start].span))
        }
        document?.region = region
      case "印发日期":
        try parser.only(document?.issued, word, at: start)
        let issued = try parser.date()
        try parser.expectEnd()
        document?.issued = issued
      case "有效期":
        try parser.only(document?.period, word, at: start)
        let period = try parser.period()
        try parser.expectEnd()
        document?.period = period
      default:
        let question = try parser.text()
        try parser.expectEnd()
        document?.openQuestions.append(question)
      }
    }
    return document
  }

  private mutating func parseCitation(_ clauses: Range<Int>) -> CitationSyntax? {
    let start = cursor
    var citation: CitationSyntax?
    do {
      let identifier = try citationIdentifier()
      let document: DocumentReferenceSyntax
      if case .title(let title)? = token {
        cursor += 1
        document = .title(TextSyntax(text: title, span: tokens[cursor - 1].span))
      } else {
        document = .shortName(try self.identifier(name(of: "文档")))
      }
      var place: TextSyntax?
      if case .raw? = token { place = try raw() }
      citation = CitationSyntax(
        identifier: identifier, document: document, place: place, keyPhrase: try text())
      while !isAtEnd { try citationNote(&citation) }
    } catch {
      citation = nil
      cursor = start
      if let identifier = try? citationIdentifier() { damagedNames.insert(identifier.name) }
    }
    forEachClause(of: .citation, clauses) { parser, word throws(Failure) in
      parser.cursor -= 1
      try parser.citationNote(&citation)
    }
    return citation
  }

  private mutating func citationNote(_ citation: inout CitationSyntax?) throws(Failure) {
    let start = cursor
    if take(word: "不设规则") {
      try only(citation?.withoutRule, "不设规则", at: start)
      let reason = try text()
      citation?.withoutRule = reason
    } else if take(word: "存疑") {
      let question = try text()
      citation?.openQuestions.append(question)
    } else {
      throw unexpected(Phrase(zh: "`不设规则`、`存疑` 或行尾", en: "`不设规则`, `存疑` or the end of the line"))
    }
  }

  private mutating func parseUnitDeclaration(_ clauses: Range<Int>) -> UnitDeclarationSyntax? {
    let unit = head { parser throws(Failure) in
      let name = try parser.identifier(parser.name(of: "单位"))
      var factor: NumberSyntax?
      var definition: UnitSyntax?
      if parser.take(.equal) {
        if case .number? = parser.token {
          factor = try parser.number()
          parser.attach()
        }
        definition = try parser.unit()
      }
      let isWhole = parser.take(word: "整数")
      return UnitDeclarationSyntax(name: name, factor: factor, definition: definition, isWhole: isWhole)
    }
    forEachClause(of: .unit, clauses) { _, _ in }
    return unit
  }

  private mutating func parseOptions(_ clauses: Range<Int>) -> OptionsSyntax? {
    let options = head { parser throws(Failure) in
      let name = try parser.identifier(parser.name(of: "选项"))
      // `有序` is a word of the head unless it is itself the first option.
      var isOrdered = false
      if parser.isNext(word: "有序"), let next = parser.token(ahead: 1), case .word = next.kind {
        parser.cursor += 1
        isOrdered = true
      }
      let options = try parser.identifiers(Phrase(zh: "选项", en: "an option"))
      let isOpen = parser.take(.andOthers)
      return OptionsSyntax(name: name, isOrdered: isOrdered, options: options, isOpen: isOpen)
    }
    forEachClause(of: .options, clauses) { _, _ in }
    return options
  }

  // MARK: 实体

  private mutating func parseEntity(_ clauses: Range<Int>) -> EntitySyntax? {
    var entity = head { parser throws(Failure) in
      let name = try parser.identifier(parser.name(of: "实体"))
      let unit = parser.take(word: "计") ? try parser.word(Phrase(zh: "计数单位", en: "a counting unit")) : nil
      return EntitySyntax(name: name, countingUnit: unit)
    }
    rejectRows()
    for position in clauses {
      enter(lines[position])
      let start = cursor
      if lines[position].isAtMargin {
        // It may have been meant as the head of another 实体.
        reportUnknownDeclaration(above: .entity)
        entity?.isDamaged = true
      }
      do {
        let field = try field()
        try expectEnd()
        rejectRows()
        entity?.fields.append(field)
      } catch {
        if start < limit, case .word(let name) = tokens[start].kind { damagedNames.insert(name) }
        entity?.isDamaged = true
        rows = []
      }
    }
    return entity
  }

  private mutating func field() throws(Failure) -> FieldSyntax {
    let start = cursor
    let name = try identifier(Phrase(zh: "字段的名称", en: "the name of a field"))
    for word in ["若干", "属于"] where name.name.text.hasSuffix(word) && name.name.text != word {
      let own = String(name.name.text.dropLast(word.count))
      damagedNames.insert(Name(own))
      throw fail(.missingSpaces(name.name.text, own + " " + word, at: name.span))
    }
    let type = try type()
    var field = FieldSyntax(name: name, type: type, span: span(from: start))
    while !isAtEnd {
      let place = cursor
      if take(word: "范围") {
        try only(field.range, "范围", at: place)
        field.range = try range()
      } else if take(word: "小数") {
        try only(field.decimals, "小数", at: place)
        field.decimals = try number()
      } else if take(word: "列") {
        try only(field.column, "列", at: place)
        field.column = try text()
        if case .word(let word)? = token, !Self.attributeWords.contains(word.text) {
          field.columnUnit = try unit()
        }
      } else if take(word: "空为") {
        try only(field.blank, "空为", at: place)
        field.blank = try blank()
      } else if take(word: "敏感") {
        field.isSensitive = true
      } else {
        throw unexpected(
          Phrase(zh: "`范围`、`小数`、`列`、`空为`、`敏感` 或行尾", en: "`范围`, `小数`, `列`, `空为`, `敏感` or the end of the line"))
      }
    }
    return field
  }

  private mutating func blank() throws(Failure) -> BlankSyntax {
    let start = cursor
    if take(.no) { return .no(span(from: start)) }
    if take(word: "未发生") { return .notYet(span(from: start)) }
    if case .number? = token { return .number(try number()) }
    throw unexpected(Phrase(zh: "`否`、`未发生` 或一个数", en: "`否`, `未发生` or a number"))
  }

  // MARK: 参数

  private mutating func parseParameter(_ clauses: Range<Int>) -> ParameterSyntax? {
    var parameter = head { parser throws(Failure) in
      let name = try parser.identifier(parser.name(of: "参数"))
      let type = try parser.type()
      let keys = parser.take(word: "按") ? try parser.identifiers(Phrase(zh: "选项", en: "an option set")) : []
      let range = parser.take(word: "范围") ? try parser.range() : nil
      return ParameterSyntax(name: name, type: type, keys: keys, range: range)
    }
    let name = parameter?.name.name
    forEachClause(of: .parameter, clauses) { parser, word throws(Failure) in
      switch word {
      case "自":
        let entry = try parser.parameterEntry()
        try parser.expectEnd()
        parameter?.entries.append(entry)
      case "依据":
        let citations = try parser.citationList()
        try parser.expectEnd()
        parameter?.citations += citations
      default:
        let question = try parser.text()
        try parser.expectEnd()
        parameter?.openQuestions.append(question)
      }
    }
    // A parameter with an unreadable entry would be reported as having a gap.
    if isDamaged, let name {
      damagedNames.insert(name)
      return nil
    }
    return parameter
  }

  private mutating func parameterEntry() throws(Failure) -> ParameterEntrySyntax {
    let start = cursor - 1
    let first = try date()
    var last: DateSyntax?
    var isOpenEnded = false
    if take(.through) { last = try date() } else if take(word: "长期") { isOpenEnded = true }
    var value: ParameterValueSyntax?
    switch token {
    case .number?, .symbol(.minus)?, .date?, .keyword(.unpublished)?: value = try parameterValue()
    case .word?:
      throw unexpected(
        last == nil && !isOpenEnded
          ? Phrase(zh: "`至`、`长期`、一个值或 `未公布`", en: "`至`, `长期`, a value or `未公布`")
          : Phrase(zh: "数、日期或 `未公布`", en: "a number, a date or `未公布`"))
    default: break
    }
    let citations = try optionalCitations()
    try expectEnd()
    let place = span(from: start)
    let table = rows.isEmpty ? nil : try parameterTable()
    return ParameterEntrySyntax(
      start: first, end: last, isOpenEnded: isOpenEnded, value: value, citations: citations, table: table,
      span: place)
  }

  private mutating func parameterValue() throws(Failure) -> ParameterValueSyntax {
    let start = cursor
    return take(.unpublished) ? .unpublished(span(from: start)) : .constant(try constant())
  }

  private mutating func parameterTable() throws(Failure) -> ParameterTableSyntax {
    let rows = takeRows()
    let headCells = try cells(rows[0])
    guard headCells.count >= 2 else {
      throw fail(.cellCount(headCells.count, expected: 2, at: span(of: rows[0])))
    }
    try lastHead(headCells[headCells.count - 1], "值")
    var heads: [Identifier] = []
    for range in headCells.dropLast() {
      heads.append(try cell(range) { parser throws(Failure) in try parser.identifier(parser.name(of: "选项")) })
    }
    var parsed: [ParameterRowSyntax] = []
    let damagedBefore = isDamaged
    isDamaged = false
    forEachRow(rows.dropFirst(), cells: headCells.count) { parser, cells, span throws(Failure) in
      var patterns: [PatternSyntax] = []
      for range in cells.dropLast() {
        patterns.append(try parser.cell(range) { parser throws(Failure) in try parser.pattern() })
      }
      let value = try parser.cell(cells[cells.count - 1]) { parser throws(Failure) in
        try parser.parameterValue()
      }
      parsed.append(ParameterRowSyntax(patterns: patterns, value: value, span: span))
    }
    if isDamaged { throw Failure() }
    isDamaged = damagedBefore
    return ParameterTableSyntax(
      heads: heads, rows: parsed,
      span: rows.dropFirst().reduce(span(of: rows[0])) { $0.joined(with: span(of: $1)) })
  }

  // MARK: 指标, 标准, 认定, 补贴

  private mutating func parseQuantity(_ clauses: Range<Int>) -> QuantitySyntax? {
    var quantity = head { parser throws(Failure) in
      let name = try parser.identifier(parser.name(of: "指标"))
      let entity = try parser.entity()
      let type = try parser.type()
      try parser.expect(.equal, Phrase(zh: "`=`", en: "`=`"))
      let start = parser.cursor
      if parser.take(.lookUp) {
        let citations = try parser.optionalCitations()
        try parser.expectEnd()
        let table = try parser.lookUp(from: start, result: "值")
        return QuantitySyntax(
          name: name, entity: entity, type: type, value: .lookUp(table), citations: citations)
      }
      let value = try parser.expression()
      let citations = try parser.optionalCitations()
      try parser.expectEnd()
      return QuantitySyntax(
        name: name, entity: entity, type: type, value: .expression(value), citations: citations)
    }
    forEachClause(of: .quantity, clauses) { parser, word throws(Failure) in
      if word == "依据" {
        let citations = try parser.citationList()
        try parser.expectEnd()
        quantity?.citations += citations
      } else {
        let question = try parser.text()
        try parser.expectEnd()
        quantity?.openQuestions.append(question)
      }
    }
    return quantity
  }

  private mutating func ruleHead(_ kind: DeclarationKind) -> (Identifier, Identifier)? {
    head { parser throws(Failure) in
      let name = try parser.identifier(parser.name(of: kind.rawValue))
      return (name, try parser.entity())
    }
  }

  private mutating func condition() throws(Failure) -> ConditionSyntax {
    let start = cursor
    let expression = try expression()
    let place = span(from: start)
    return ConditionSyntax(expression: expression, citations: try optionalCitations(), span: place)
  }

  private mutating func requireClause(_ word: String, _ isThere: Bool, _ name: Identifier) {
    if !isThere, !isDamaged { report(.missingClause(word, name.name, at: name.span)) }
  }

  private mutating func parseStandard(_ clauses: Range<Int>) -> StandardSyntax? {
    var standard = ruleHead(.standard).map { StandardSyntax(name: $0.0, entity: $0.1) }
    forEachClause(of: .standard, clauses) { parser, word throws(Failure) in
      let start = parser.cursor - 1
      switch word {
      case "依据":
        let citations = try parser.citationList()
        try parser.expectEnd()
        standard?.citations += citations
      case "存疑":
        let question = try parser.text()
        try parser.expectEnd()
        standard?.openQuestions.append(question)
      case "有效期":
        try parser.only(standard?.period, word, at: start)
        let period = try parser.period()
        try parser.expectEnd()
        standard?.period = period
      case "适用":
        let condition = try parser.condition()
        try parser.expectEnd()
        standard?.applicability.append(condition)
      default:
        let place = parser.cursor
        do {
          let requirement = try parser.requirement()
          try parser.expectEnd()
          standard?.requirements.append(requirement)
        } catch {
          if case .word(let name) = parser.tokens[min(place, parser.tokens.count - 1)].kind {
            parser.damagedRequirements.insert(name)
          }
          throw Failure()
        }
      }
    }
    if let standard { requireClause("要求", !standard.requirements.isEmpty, standard.name) }
    return standard
  }

  private mutating func requirement() throws(Failure) -> RequirementSyntax {
    let start = cursor
    let name = try identifier(name(of: "要求"))
    if take(.colon) {
      let condition = try condition()
      return RequirementSyntax(
        name: name, expression: condition.expression, citations: condition.citations, span: span(from: start))
    }
    guard isAtEnd || token == .keyword(.citing) else {
      throw fail(.requirementNeedsColon(name.name, at: here))
    }
    let place = span(from: start)
    return RequirementSyntax(name: name, expression: nil, citations: try optionalCitations(), span: place)
  }

  private mutating func parseFinding(_ clauses: Range<Int>) -> FindingSyntax? {
    var finding = ruleHead(.finding).map { FindingSyntax(name: $0.0, entity: $0.1) }
    forEachClause(of: .finding, clauses) { parser, word throws(Failure) in
      let start = parser.cursor - 1
      switch word {
      case "依据":
        let citations = try parser.citationList()
        try parser.expectEnd()
        finding?.citations += citations
      case "存疑":
        let question = try parser.text()
        try parser.expectEnd()
        finding?.openQuestions.append(question)
      case "有效期":
        try parser.only(finding?.period, word, at: start)
        let period = try parser.period()
        try parser.expectEnd()
        finding?.period = period
      case "条件":
        let condition = try parser.condition()
        try parser.expectEnd()
        finding?.conditions.append(condition)
      default:
        let exclusion = try parser.condition()
        try parser.expectEnd()
        finding?.exclusions.append(exclusion)
      }
    }
    if let finding { requireClause("条件", !finding.conditions.isEmpty, finding.name) }
    return finding
  }

  private mutating func parseBenefit(_ clauses: Range<Int>) -> BenefitSyntax? {
    var benefit = ruleHead(.benefit).map { BenefitSyntax(name: $0.0, entity: $0.1) }
    forEachClause(of: .benefit, clauses) { parser, word throws(Failure) in
      let start = parser.cursor - 1
      switch word {
      case "依据":
        let citations = try parser.citationList()
        try parser.expectEnd()
        benefit?.citations += citations
      case "存疑":
        let question = try parser.text()
        try parser.expectEnd()
        benefit?.openQuestions.append(question)
      case "有效期":
        try parser.only(benefit?.period, word, at: start)
        let period = try parser.period()
        try parser.expectEnd()
        benefit?.period = period
      case "条件":
        let condition = try parser.condition()
        try parser.expectEnd()
        benefit?.conditions.append(condition)
      case "除非":
        let exclusion = try parser.condition()
        try parser.expectEnd()
        benefit?.exclusions.append(exclusion)
      case "金额":
        try parser.only(benefit?.amount, word, at: start)
        let amount = try parser.amountClause()
        try parser.expectEnd()
        benefit?.amount = amount
      case "例外":
        let exception = try parser.exception()
        try parser.expectEnd()
        benefit?.exceptions.append(exception)
      case "执行":
        try parser.only(benefit?.execution, word, at: start)
        let from = parser.cursor
        let amount = try parser.sum()
        let place = parser.span(from: from)
        let citations = try parser.optionalCitations()
        try parser.expectEnd()
        benefit?.execution = ConditionSyntax(expression: amount, citations: citations, span: place)
      default:
        try parser.only(benefit?.rounding, word, at: start)
        let rounding = try parser.roundingClause()
        try parser.expectEnd()
        benefit?.rounding = rounding
      }
    }
    if let benefit { requireClause("金额", benefit.amount != nil, benefit.name) }
    return benefit
  }

  private mutating func amountClause() throws(Failure) -> AmountClauseSyntax {
    let start = cursor
    // The citations of a table stand before its rows.
    if token == .keyword(.lookUp) {
      cursor += 1
      let citations = try optionalCitations()
      let table = try lookUp(from: start, result: "金额")
      return AmountClauseSyntax(amount: .lookUp(table), citations: citations, span: span(from: start))
    }
    let amount = try amount()
    let place = span(from: start)
    return AmountClauseSyntax(amount: amount, citations: try optionalCitations(), span: place)
  }

  private mutating func exception() throws(Failure) -> ExceptionSyntax {
    let start = cursor
    let condition = try logic()
    try expect(.when)
    guard take(word: "金额") else { throw unexpected(Phrase(zh: "`金额`", en: "`金额`")) }
    let amount = try amountClause()
    return ExceptionSyntax(
      condition: condition, amount: amount.amount, citations: amount.citations, span: span(from: start))
  }

  private mutating func roundingClause() throws(Failure) -> RoundingClauseSyntax {
    let start = cursor
    let rule: Rounding
    if take(word: "四舍五入") {
      rule = .halfUp
    } else if take(word: "截尾") {
      rule = .towardZero
    } else {
      throw unexpected(Phrase(zh: "`四舍五入` 或 `截尾`", en: "`四舍五入` or `截尾`"))
    }
    let target = try roundingTarget()
    return RoundingClauseSyntax(rule: rule, target: target, span: span(from: start))
  }

  // MARK: 测试

  private mutating func parseTest(_ clauses: Range<Int>) -> TestSyntax? {
    let start = cursor - 1
    var test = head { parser throws(Failure) in
      let title = try parser.text()
      return TestSyntax(title: title, span: parser.span(from: start))
    }
    forEachClause(of: .test, clauses) { parser, word throws(Failure) in
      switch word {
      case "评估日":
        try parser.only(test?.date, word, at: parser.cursor - 1)
        let date = try parser.date()
        try parser.expectEnd()
        test?.date = date
      case "给定":
        let given = try parser.given()
        try parser.expectEnd()
        test?.given.append(given)
      default:
        let expectations = try parser.expectations()
        try parser.expectEnd()
        test?.expectations += expectations
      }
    }
    test?.isDamaged = isDamaged
    return test
  }

  /// The text of a cell between its bars, as a record file would hold it.
  private func raw(_ cell: Range<Int>) -> TextSyntax {
    let lower = tokens[cell.lowerBound - 1].span.upper
    let upper = tokens[cell.upperBound].span.lower
    guard let first = cell.first, let last = cell.last else {
      return TextSyntax(text: "", span: SourceSpan(file: index, lower: lower, upper: upper))
    }
    let span = tokens[first].span.joined(with: tokens[last].span)
    return TextSyntax(text: file.text(span), span: span)
  }

  private mutating func given() throws(Failure) -> GivenSyntax {
    let start = cursor - 1
    let entity = try identifier(name(of: "实体"))
    try expectEnd()
    let rows = takeRows()
    guard let first = rows.first else { throw fail(.tableWithoutRows(at: span(from: start))) }
    let headCells = try cells(first)
    for empty in headCells where empty.isEmpty { throw fail(.emptyCell(at: blank(of: empty))) }
    var parsed: [[TextSyntax]] = []
    let damagedBefore = isDamaged
    isDamaged = false
    forEachRow(rows.dropFirst(), cells: headCells.count, allowEmpty: true) { parser, cells, _ in
      parsed.append(cells.map(parser.raw))
    }
    if isDamaged { throw Failure() }
    isDamaged = damagedBefore
    return GivenSyntax(
      entity: entity, heads: headCells.map(raw), rows: parsed,
      span: span(from: start).joined(with: span(of: first)))
  }

  private mutating func expectations() throws(Failure) -> [ExpectationSyntax] {
    let entity = try identifier(name(of: "实体"))
    guard isAtEnd else { return [try singleExpectation(entity)] }
    let rows = takeRows()
    guard let first = rows.first else { throw fail(.tableWithoutRows(at: entity.span)) }
    let headCells = try cells(first)
    guard headCells.count >= 2 else {
      throw fail(.cellCount(headCells.count, expected: 2, at: span(of: first)))
    }
    var heads: [(Identifier, Identifier?)] = []
    for range in headCells.dropFirst() {
      heads.append(try cell(range) { parser throws(Failure) in try parser.ruleReference() })
    }
    _ = try cell(headCells[0]) { parser throws(Failure) in
      try parser.identifier(Phrase(zh: "编号字段的名称", en: "the name of the key field"))
    }
    var expectations: [ExpectationSyntax] = []
    forEachRow(rows.dropFirst(), cells: headCells.count) { parser, cells, _ throws(Failure) in
      let record = parser.raw(cells[0])
      for (head, range) in zip(heads, cells.dropFirst()) {
        let outcome = try parser.cell(range) { parser throws(Failure) in try parser.outcome() }
        expectations.append(
          ExpectationSyntax(
            entity: entity, record: record, rule: head.0, requirement: head.1, outcome: outcome))
      }
    }
    return expectations
  }

  private mutating func ruleReference() throws(Failure) -> (Identifier, Identifier?) {
    let rule = try identifier(name(of: "规则"))
    return (rule, take(.of) ? try identifier(name(of: "要求")) : nil)
  }

  /// `期望 户 H1 的 户脱贫 = 不达标`, behind the entity.
  private mutating func singleExpectation(_ entity: Identifier) throws(Failure) -> ExpectationSyntax {
    let start = cursor
    while !isAtEnd, token != .keyword(.of), token != .symbol(.equal) { cursor += 1 }
    guard cursor > start else { throw unexpected(Phrase(zh: "记录的编号", en: "the key of a record")) }
    let span = span(from: start)
    // The parts of a key stand together as they do in the record file.
    for position in start + 1..<max(cursor, start + 1) where !tokens[position].isSpaced {
      attachments[position] = true
    }
    let record = TextSyntax(text: file.text(span), span: span)
    try expect(.of)
    let (rule, requirement) = try ruleReference()
    try expect(.equal, Phrase(zh: "`=`", en: "`=`"))
    let outcome = try outcome()
    return ExpectationSyntax(
      entity: entity, record: record, rule: rule, requirement: requirement, outcome: outcome)
  }

  private mutating func outcome() throws(Failure) -> OutcomeSyntax {
    let start = cursor
    var word = OutcomeSyntax.Word.amount
    var bounds: OutcomeSyntax.Bounds?
    var alternatives: [OutcomeSyntax.Alternative] = []
    var missing: [Identifier] = []
    switch token {
    case .keyword(.yes)?:
      word = .yes
      cursor += 1
    case .keyword(.no)?:
      word = .no
      cursor += 1
    case .keyword(.notApplicable)?:
      word = .notApplicable
      cursor += 1
    case .word(let name)?:
      cursor += 1
      word = Self.outcomeWords[name.text] ?? .option(name)
    default: bounds = try outcomeBounds()
    }
    if word == .undecided || word == .unpublished {
      if !isAtEnd, token != .keyword(.or), !isNext(word: "缺"), !isAlternative {
        bounds = try outcomeBounds()
      }
      while take(.or) {
        if take(.notApplicable) {
          alternatives.append(.notApplicable)
        } else if take(word: "冲突") {
          alternatives.append(.conflict)
        } else {
          throw unexpected(Phrase(zh: "`不适用` 或 `冲突`", en: "`不适用` or `冲突`"))
        }
        try checkChain(alternatives.count)
      }
      if isAlternative { throw fail(.alternativeWithoutOr(file.text(here), at: here)) }
      if take(word: "缺") { missing = try identifiers(Phrase(zh: "字段的名称", en: "the name of a field")) }
    }
    return OutcomeSyntax(
      word: word, bounds: bounds, alternatives: alternatives, missing: missing, span: span(from: start))
  }

  /// Whether a possible outcome that is not between bounds comes next.
  private var isAlternative: Bool { token == .keyword(.notApplicable) || isNext(word: "冲突") }

  private static let outcomeWords: [String: OutcomeSyntax.Word] = [
    "达标": .met, "不达标": .notMet, "符合": .eligible, "不符合": .notEligible, "冲突": .conflict,
    "未生效": .notInForce, "待核实": .undecided, "标准未公布": .unpublished,
  ]

  private mutating func outcomeBounds() throws(Failure) -> OutcomeSyntax.Bounds {
    switch token {
    case .comparison(.atLeast, _)?:
      cursor += 1
      return .atLeast(try literal())
    case .comparison(.atMost, _)?:
      cursor += 1
      return .atMost(try literal())
    case .keyword(.within)?:
      cursor += 1
      let lower = try constant()
      try expect(.through)
      return .between(lower, try constant())
    default: return .exactly(try constant())
    }
  }
}

extension Sequence {
  /// The only element that fulfils a condition.
  fileprivate func only(where condition: (Element) -> Bool) -> Element? {
    let found = filter(condition)
    return found.count == 1 ? found[0] : nil
  }
}

extension Diagnostic {
  /// 不适用 or 冲突 without 或 among the possible outcomes of an expectation.
  static func alternativeWithoutOr(_ word: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unexpectedToken, at: span,
      Phrase(zh: "`\(word)` 前面缺少 `或`", en: "`或` is missing before `\(word)`"),
      hint: Phrase(
        zh: "每一种可能前面都写 `或`：`待核实 或 不适用 或 冲突`",
        en: "write `或` before every possibility: `待核实 或 不适用 或 冲突`"),
      fix: TextEdit(span, "或 \(word)"))
  }

  /// A line at the margin that begins no declaration.
  ///
  /// - Parameter kind: The declaration above it, where the line would be a clause of it.
  static func unknownDeclaration(
    _ word: String, clauseOf kind: DeclarationKind?, at span: SourceSpan
  ) -> Diagnostic {
    let known = DeclarationKind.allCases.map(\.rawValue)
    let hint: Phrase =
      if let kind {
        Phrase(
          zh: "`\(word)` 是 `\(kind.rawValue)` 的\(kind == .entity ? "字段" : "子句")，前面空两格",
          en:
            "`\(word)` is a \(kind == .entity ? "field" : "clause") of `\(kind.rawValue)`: indent it by two blanks"
        )
      } else if word == "|" {
        Phrase(zh: "表格的行前面空几格", en: "indent the rows of a table")
      } else if let nearest = NearestName.of(word, among: known) {
        Phrase(zh: "是不是 `\(nearest)`？", en: "did you mean `\(nearest)`?")
      } else {
        Phrase(
          zh: "声明以 \(known.map { "`\($0)`" }.joined(separator: "、")) 开头；如果是上面声明的子句，前面空两格",
          en:
            "a declaration begins with \(known.map { "`\($0)`" }.joined(separator: ", ")); a clause is indented"
        )
      }
    return Diagnostic(
      .unknownDeclaration, at: span,
      Phrase(zh: "`\(word)` 不是声明的开头", en: "`\(word)` begins no declaration"), hint: hint)
  }

  /// A clause that the declaration does not have.
  fileprivate static func unknownClause(
    _ word: String, of kind: DeclarationKind, words: [String], at span: SourceSpan
  ) -> Diagnostic {
    let hint: Phrase? =
      if words.isEmpty {
        Phrase(
          zh: "`\(kind.rawValue)` 下面没有子句；新的声明从行首写起",
          en: "`\(kind.rawValue)` has no clauses; a new declaration starts at the margin")
      } else if let nearest = NearestName.of(word, among: words) {
        Phrase(zh: "是不是 `\(nearest)`？", en: "did you mean `\(nearest)`?")
      } else if DeclarationKind(rawValue: word) != nil {
        Phrase(zh: "声明从行首写起，不缩进", en: "a declaration starts at the margin, without blanks")
      } else if let other = DeclarationKind.allCases.only(where: { $0.clauseWords.contains(word) }) {
        Phrase(
          zh: "`\(word)` 是 `\(other.rawValue)` 的子句；这里可以写 \(words.map { "`\($0)`" }.joined(separator: "、"))",
          en:
            "`\(word)` is a clause of `\(other.rawValue)`; here it can be \(words.map { "`\($0)`" }.joined(separator: ", "))"
        )
      } else {
        Phrase(
          zh: "可以写 \(words.map { "`\($0)`" }.joined(separator: "、"))",
          en: "it can be \(words.map { "`\($0)`" }.joined(separator: ", "))")
      }
    return Diagnostic(
      .unknownClause, at: span,
      Phrase(
        zh: "`\(kind.rawValue)` 没有以 `\(word)` 开头的子句",
        en: "`\(kind.rawValue)` has no clause that begins with `\(word)`"),
      hint: hint)
  }

  /// A clause that may stand once and stands twice.
  fileprivate static func repeatedClause(_ word: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .repeatedClause, at: span,
      Phrase(zh: "`\(word)` 只能写一次", en: "`\(word)` can be given only once"),
      hint: Phrase(zh: "留下一行", en: "keep one line"))
  }

  /// A rule without the clause that makes it a rule.
  fileprivate static func missingClause(_ word: String, _ name: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .missingClause, at: span,
      Phrase(zh: "`\(name)` 缺少 `\(word)`", en: "`\(name)` has no `\(word)`"),
      hint: Phrase(zh: "在下面缩进写一行 `\(word) …`", en: "add an indented line `\(word) …` below it"))
  }

  /// A requirement whose name and condition are not separated.
  fileprivate static func requirementNeedsColon(_ name: Name, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .requirementNeedsColon, at: span,
      Phrase(zh: "`要求 \(name)` 后面应是 `：` 和条件", en: "`要求 \(name)` must be followed by `：` and a condition"),
      hint: Phrase(
        zh: "写作 `要求 \(name)：…`；是否字段可以单写 `要求 \(name)`",
        en: "write `要求 \(name)：…`; a truth field can stand alone as `要求 \(name)`"))
  }

  /// A table whose last column has another name than its kind of table gives it.
  fileprivate static func lastHead(_ word: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .tableHeads, at: span,
      Phrase(zh: "表头的末列应叫 `\(word)`", en: "the last column of this table is called `\(word)`"),
      hint: Phrase(
        zh: "末列在 `补贴` 里叫 `金额`，在 `指标` 和 `参数` 里叫 `值`", en: "it is `金额` in a `补贴`, and `值` in a `指标` or a `参数`"))
  }

  /// A row below a line that takes none.
  fileprivate static func rowWithoutTable(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .rowWithoutTable, at: span,
      Phrase(zh: "上面一行不带表格", en: "the line above takes no table"),
      hint: Phrase(
        zh: "表格写在 `查表`、`给定`、`期望` 或带 `按` 的参数的 `自` 之下",
        en: "rows belong below `查表`, `给定`, `期望`, or `自` of a parameter with `按`"))
  }

  /// A row without its last bar.
  fileprivate static func unclosedRow(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .unclosedRow, at: span,
      Phrase(zh: "表格的一行以 `|` 开始，也要以 `|` 结束", en: "a row begins and ends with `|`"))
  }

  /// A row with too few or too many cells.
  fileprivate static func cellCount(_ count: Int, expected: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .cellCount, at: span,
      Phrase(
        zh: "这一行有 \(count) 格，应有 \(expected) 格", en: "cells in this row: \(count), expected: \(expected)"))
  }

  /// A cell without content where every cell has one.
  fileprivate static func emptyCell(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .emptyCell, at: span,
      Phrase(zh: "表格里有空格子", en: "the table has an empty cell"),
      hint: Phrase(
        zh: "不限的格子写 `任意`，不给付的写 `不适用`，原文没有给出数的写 `未公布`",
        en: "write `任意` for any value, `不适用` for nothing paid, `未公布` for a figure that the text leaves out"))
  }

  /// A table word without rows.
  fileprivate static func tableWithoutRows(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .tableWithoutRows, at: span,
      Phrase(zh: "下面缺少表格", en: "the table below is missing"),
      hint: Phrase(
        zh: "下面几行以 `|` 开始并结束，第一行是表头", en: "the lines below begin and end with `|`, the first being the head"))
  }

  /// 查表 inside a cell of 查表.
  fileprivate static func tableInTable(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .tableInTable, at: span,
      Phrase(zh: "表格的格子里不能再 `查表`", en: "a cell of a table cannot hold another `查表`"),
      hint: Phrase(zh: "里层写成一个 `指标`", en: "write the inner table as a `指标`"))
  }
}
