import PolicyDSL

/// Finds the rules that the user names.
enum RuleChoice {
  /// Returns the positions of the rules named `names`, in the order of the program.
  ///
  /// Without names these are the rules of the folder of the rule set. Rules of the folders above can be
  /// used and named; by themselves they are taken where the folder has none of its own.
  ///
  /// - Parameter entity: The entity that the rules are about; `nil` where any will do.
  /// - Throws: What there is to choose from.
  static func rules(
    _ names: [String], of entity: Int? = nil, in program: CheckedProgram, _ files: [SourceFile]
  ) throws(CommandFailure) -> [Int] {
    let candidates = program.rules.indices.filter { entity == nil || program.rules[$0].entity == entity }
    if let entity, candidates.isEmpty { throw none(about: entity, program) }
    let known = candidates.map { program.rules[$0].name }
    for name in names where !known.contains(Name(name)) {
      let shown = TerminalText.safe(name)
      let all = list(known, Phrase(zh: "规则有 ", en: "the rules are "))
      if let entity, let other = program.rules.first(where: { $0.name == Name(name) }) {
        let (owner, wanted) = (program.entities[other.entity].name, program.entities[entity].name)
        throw .usage(
          Phrase(
            zh: "规则 `\(shown)` 是 `每 \(owner)` 的，不是 `每 \(wanted)` 的",
            en: "the rule `\(shown)` is about \(owner), not about \(wanted)"), hint: all)
      }
      throw .usage(
        Phrase(zh: "没有规则 `\(shown)`", en: "there is no rule `\(shown)`"),
        hint: NearestName.proposal(for: name, among: known.map(\.text)) ?? all)
    }
    if !names.isEmpty {
      let wanted = Set(names.map { Name($0) })
      return candidates.filter { wanted.contains(program.rules[$0].name) }
    }
    let own = candidates.filter { files[program.rules[$0].span.file].folder == program.ruleSet }
    return own.isEmpty ? candidates : own
  }

  private static func none(about entity: Int, _ program: CheckedProgram) -> CommandFailure {
    let name = program.entities[entity].name
    let others = program.entities.indices.filter { other in program.rules.contains { $0.entity == other } }
    return .usage(
      Phrase(zh: "没有 `每 \(name)` 的规则", en: "no rule is about \(name)"),
      hint: list(
        others.map { program.entities[$0].name }, Phrase(zh: "有规则的实体是 ", en: "there are rules about ")))
  }

  /// Returns names behind a heading.
  static func list(_ names: [Name], _ heading: Phrase) -> Phrase {
    let all = names.map { "`\($0)`" }
    return Phrase(
      zh: heading.zh + all.joined(separator: "、"), en: heading.en + all.joined(separator: ", "))
  }
}
