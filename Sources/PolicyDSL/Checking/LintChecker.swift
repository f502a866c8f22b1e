/// Looks for rules that are sound but probably do not say what their clause says.
struct LintChecker {
  /// Returns advice on the rules of one rule set; never an error.
  static func check(_ files: [ParsedFile], program: CheckedProgram, symbols: Symbols) -> [Diagnostic] {
    var checker = LintChecker(program: program, symbols: symbols)
    for declaration in files.flatMap(\.tree.declarations) { checker.check(declaration) }
    checker.checkPeriods()
    checker.checkExceptions()
    checker.checkRegions()
    return checker.diagnostics
  }

  private let program: CheckedProgram
  private let symbols: Symbols
  private var diagnostics: [Diagnostic] = []

  private init(program: CheckedProgram, symbols: Symbols) {
    self.program = program
    self.symbols = symbols
  }

  // MARK: Words of the clause

  private mutating func check(_ declaration: DeclarationSyntax) {
    switch declaration {
    case .quantity(let rule):
      if case .expression(let expression) = rule.value {
        compare([expression], rule.citations, hasOpenQuestion: !rule.openQuestions.isEmpty)
      }
    case .standard(let rule):
      for condition in rule.applicability {
        compare(
          [condition.expression], condition.citations + rule.citations,
          hasOpenQuestion: !rule.openQuestions.isEmpty)
      }
      for requirement in rule.requirements {
        guard let expression = requirement.expression else { continue }
        compare(
          [expression], requirement.citations + rule.citations, hasOpenQuestion: !rule.openQuestions.isEmpty)
      }
    case .finding(let rule):
      check(rule.exclusions)
      for condition in rule.conditions + rule.exclusions {
        compare(
          [condition.expression], condition.citations + rule.citations,
          hasOpenQuestion: !rule.openQuestions.isEmpty)
      }
    case .benefit(let rule):
      check(rule.exclusions)
      for condition in rule.conditions + rule.exclusions {
        compare(
          [condition.expression], condition.citations + rule.citations,
          hasOpenQuestion: !rule.openQuestions.isEmpty)
      }
      for exception in rule.exceptions {
        compare(
          [exception.condition], exception.citations + rule.citations,
          hasOpenQuestion: !rule.openQuestions.isEmpty)
      }
      if case .expression(let amount)? = rule.amount?.amount {
        compare(
          [amount], (rule.amount?.citations ?? []) + rule.citations,
          hasOpenQuestion: !rule.openQuestions.isEmpty)
      }
    default: break
    }
  }

  /// `除非 非 …` says the same as a 条件.
  private mutating func check(_ exclusions: [ConditionSyntax]) {
    for exclusion in exclusions {
      if case .not = exclusion.expression { diagnostics.append(.doubleNegation(at: exclusion.span)) }
    }
  }

  /// Compares the boundary words of comparisons with those beside the same number in the key phrases.
  private mutating func compare(
    _ expressions: [ExpressionSyntax], _ citations: [Identifier], hasOpenQuestion: Bool
  ) {
    guard !hasOpenQuestion else { return }
    let phrases = citations.compactMap { symbols.citationByName[$0.name] }.map { symbols.citations[$0] }
    guard !phrases.isEmpty else { return }
    for expression in expressions {
      SyntaxWalk.visit(expression) { node in
        guard case .comparison(_, let comparison, .literal(let literal), let wording, let span) = node else {
          return
        }
        for phrase in phrases {
          guard let said = Self.comparison(beside: literal.text, in: phrase.keyPhrase),
            said.meaning != comparison
          else {
            continue
          }
          diagnostics.append(.boundaryDiffers(said.word, phrase.identifier, wording, at: span))
          return
        }
      }
    }
  }

  /// The boundary or comparison word that stands directly before or behind a number in a text.
  private static func comparison(
    beside number: String, in phrase: String
  ) -> (word: String, meaning: Comparison)? {
    let scalars = phrase.unicodeScalars.map(Characters.folded)
    let wanted = Array(number.unicodeScalars)
    var position = 0
    while position + wanted.count <= scalars.count {
      defer { position += 1 }
      guard Array(scalars[position..<position + wanted.count]) == wanted else { continue }
      let end = position + wanted.count
      let isPart: (Int) -> Bool = {
        $0 >= 0 && $0 < scalars.count && (Characters.isDigit(scalars[$0]) || scalars[$0] == ".")
      }
      if isPart(position - 1) || isPart(end) { continue }
      let before = String(String.UnicodeScalarView(scalars[..<position]))
      for (word, meaning) in Vocabulary.comparisons.sorted(by: { $0.word.utf8.count > $1.word.utf8.count })
      where before.hasSuffix(word) {
        return (word, meaning)
      }
      // Behind the number stands its unit first, at most four characters: 300人以上, 3%以下.
      for skip in 0...4 where end + skip <= scalars.count {
        let behind = String(String.UnicodeScalarView(scalars[(end + skip)...]))
        for (word, meaning) in Vocabulary.boundaries where behind.hasPrefix(word) { return (word, meaning) }
      }
    }
    return nil
  }

  // MARK: Periods

  /// Warns where a rule uses another that is in force on other days.
  private mutating func checkPeriods() {
    for rule in program.rules {
      guard let period = rule.period else { continue }
      var reported = Set<Int>()
      CheckedWalk.visit(rule) { expression in
        guard case .rule(let position) = expression.kind, let other = program.rules[position].period,
          other.start > period.start || (other.end ?? .distantFuture) < (period.end ?? .distantFuture),
          reported.insert(position).inserted
        else { return }
        diagnostics.append(.periodsDiffer(program.rules[position].name, at: expression.span))
      }
    }
  }

  // MARK: Exceptions

  /// Warns where a number in 条件 also decides the amount: an 例外 replaces the amount only.
  private mutating func checkExceptions() {
    for rule in program.rules {
      guard case .benefit(let benefit) = rule.body, !benefit.exceptions.isEmpty else { continue }
      var inAmount = Set<Int>()
      CheckedWalk.visit(benefit.amount) { expression in
        if case .field(let field) = expression.kind, case .number = expression.type { inAmount.insert(field) }
      }
      for condition in benefit.conditions {
        CheckedWalk.visit(condition.expression) { expression in
          guard case .comparison(let left, _, _) = expression.kind, case .field(let field) = left.kind,
            inAmount.contains(field)
          else { return }
          let name = program.entities[rule.entity].fields[field].name
          diagnostics.append(.conditionAlsoInAmount(name, at: expression.span))
        }
      }
    }
  }

  // MARK: Regions

  /// Warns where a rule set cites documents of regions of which neither contains the other.
  private mutating func checkRegions() {
    var cited = Set<Int>()
    for rule in program.rules { cited.formUnion(rule.citations.map { program.citations[$0].document }) }
    let documents = cited.sorted().filter { !program.documents[$0].region.isEmpty }
    guard let widest = documents.first else { return }
    for document in documents.dropFirst() {
      let (left, right) = (program.documents[widest].region, program.documents[document].region)
      if !left.starts(with: right), !right.starts(with: left) {
        diagnostics.append(
          .regionsDiffer(
            program.documents[document].title, right.map(\.text).joined(separator: "/"),
            left.map(\.text).joined(separator: "/"), at: symbols.documentSpans[document]))
      }
    }
  }
}

extension CalendarDate {
  fileprivate static let distantFuture = CalendarDate(dayNumber: .max / 2)
}
