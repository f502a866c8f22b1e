import PolicyDSL

/// Something that the text of a document leaves open.
struct OpenQuestion: Hashable {
  /// The rule, the clause, the parameter or the document.
  let about: String
  /// The question.
  let text: String
}

/// Collects what an explanation rests on, in the order in which it is met.
private struct ExplanationSources {
  let program: CheckedProgram
  private(set) var rules: [Int] = []
  private(set) var clauses: [Int] = []
  private(set) var parameters: [Int] = []
  /// The rules whose values are used and not explained.
  private(set) var unopened: [Int] = []

  init(program: CheckedProgram) { self.program = program }

  mutating func visit(_ explanation: Explanation) {
    if !rules.contains(explanation.rule) { rules.append(explanation.rule) }
    add(program.rules[explanation.rule].citations)
    for part in explanation.parts {
      add(part.citations)
      visit(part.node)
    }
  }

  private mutating func add(_ cited: [Int]) {
    for clause in cited where !clauses.contains(clause) { clauses.append(clause) }
  }

  private mutating func visit(_ node: ExplanationNode) {
    var nodes = node.operands
    switch node.detail {
    case .rule(let rule, nil): unopened.append(rule)
    case .rule(_, let opened?): visit(opened)
    case .parameter(let parameter, let entry):
      if !parameters.contains(parameter) { parameters.append(parameter) }
      if let entry { add(program.parameters[parameter].entries[entry].citations) }
      add(program.parameters[parameter].citations)
    case .conditional(let arms, let otherwise):
      nodes += arms.flatMap { [$0.condition, $0.value] }.compactMap(\.self) + (otherwise.map { [$0] } ?? [])
    case .group(let group):
      nodes += group.members.flatMap { [$0.condition, $0.node] }.compactMap(\.self)
    case .lookUp(let rows): nodes += rows.map(\.result)
    case .operation, .cell, .parent, .comparison, .amount: break
    }
    for operand in nodes { visit(operand) }
  }
}

extension ReportContext {
  /// The clauses that an explanation rests on, each once: those of the rule, of its pieces, of the
  /// parameters and rules that it looks at.
  func clauses(of explanation: Explanation) -> [Int] {
    var sources = ExplanationSources(program: program)
    sources.visit(explanation)
    return sources.clauses
  }

  /// What the rules, the clauses, the parameters and the documents leave open on which an explanation
  /// rests, each question once.
  func openQuestions(of explanation: Explanation) -> [OpenQuestion] {
    var sources = ExplanationSources(program: program)
    sources.visit(explanation)
    let unopened = PlanReach(of: sources.unopened, in: plan)
    return openQuestions(
      rules: sources.rules + unopened.rules.sorted(), clauses: sources.clauses,
      parameters: sources.parameters + unopened.parameters.sorted())
  }

  /// What a rule and everything it may look at leave open, whatever the records say.
  func openQuestions(of rule: Int) -> [OpenQuestion] {
    let reach = PlanReach(of: [rule], in: plan)
    return openQuestions(
      rules: [rule] + reach.rules.sorted(), clauses: program.rules[rule].citations,
      parameters: reach.parameters.sorted())
  }

  private func openQuestions(rules: [Int], clauses: [Int], parameters: [Int]) -> [OpenQuestion] {
    var found: [OpenQuestion] = []
    func add(_ about: String, _ texts: [String]) {
      for text in texts {
        let question = OpenQuestion(about: about, text: text)
        if !found.contains(question) { found.append(question) }
      }
    }
    for rule in rules { add(program.rules[rule].name.text, program.rules[rule].openQuestions) }
    for clause in clauses {
      add(program.citations[clause].identifier.text, program.citations[clause].openQuestions)
    }
    for parameter in parameters {
      add(program.parameters[parameter].name.text, program.parameters[parameter].openQuestions)
    }
    let cited =
      clauses + rules.flatMap { program.rules[$0].citations }
      + parameters.flatMap { program.parameters[$0].citations }
    for clause in cited {
      let document = program.documents[program.citations[clause].document]
      add(document.shortName?.text ?? "《\(document.title)》", document.openQuestions)
    }
    return found
  }
}
