/// The words for problems of names.
extension Diagnostic {
  /// A name declared twice where names are unique.
  static func duplicate(_ name: Name, at span: SourceSpan, first: SourceSpan) -> Diagnostic {
    Diagnostic(
      .duplicateName, at: span,
      Phrase(zh: "`\(name)` 已经用过了", en: "`\(name)` stands here for the second time"),
      hint: Phrase(zh: "换一个名称，或者删去一处", en: "choose another name, or delete one of the two"),
      related: Related(first, Phrase(zh: "前一处在这里", en: "the first one is here")))
  }

  /// What may have been meant by a name that is nothing.
  enum NameProposal {
    case throughRelation(Name)
    case nearest(String)
    case inGroup(Name)
    case elsewhere(Name)
    case declaration
  }

  /// A name that is nothing in the entity in scope.
  static func unknownName(_ name: Identifier, entity: Name, _ proposal: NameProposal) -> Diagnostic {
    let hint =
      switch proposal {
      case .throughRelation(let relation):
        Phrase(zh: "写作 `\(relation) 的 \(name.name)`", en: "write `\(relation) 的 \(name.name)`")
      case .nearest(let nearest): Phrase(zh: "是不是 `\(nearest)`？", en: "did you mean `\(nearest)`?")
      case .inGroup(let group):
        Phrase(
          zh: "它是 `\(group)` 里每条记录的；用 `计数（\(group) 当 …）`、`每个 \(group) 满足（…）` 一类的写法",
          en: "each record of `\(group)` has it; use `计数（\(group) 当 …）`, `每个 \(group) 满足（…）` and the like")
      case .elsewhere(let other):
        Phrase(
          zh: "`\(other)` 才有 `\(name.name)`，而 `\(entity)` 与它没有关系",
          en: "it is `\(other)` that has `\(name.name)`, and `\(entity)` has no relation to it")
      case .declaration:
        Phrase(
          zh: "在 `实体 \(entity)` 里加这个字段，或者先写出 `指标 \(name.name)`",
          en: "add the field to `实体 \(entity)`, or write `指标 \(name.name)` first")
      }
    return Diagnostic(
      .unknownName, at: name.span,
      Phrase(
        zh: "`\(entity)` 没有叫 `\(name.name)` 的字段、规则或参数",
        en: "`\(entity)` has no field, rule or parameter `\(name.name)`"),
      hint: hint)
  }

  /// A truth negated by a prefix of its name.
  static func negatedName(_ name: Identifier, _ field: Name) -> Diagnostic {
    Diagnostic(
      .negatedName, at: name.span,
      Phrase(zh: "没有 `\(name.name)`；否定只写 `非`", en: "there is no `\(name.name)`; only `非` negates"),
      hint: Phrase(zh: "写作 `非 \(field)`", en: "write `非 \(field)`"),
      fix: TextEdit(name.span, "非 \(field)"))
  }

  /// A call of something that is neither a function nor a parameter.
  static func unknownFunction(_ name: Identifier, nearest: String?, among known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownFunction, at: name.span,
      Phrase(
        zh: "没有叫 `\(name.name)` 的函数或带键的参数", en: "there is no function or keyed parameter `\(name.name)`"),
      hint: nearest.map { Phrase(zh: "是不是 `\($0)`？", en: "did you mean `\($0)`?") } ?? oneOf(known))
  }

  /// An entity that is not declared.
  static func unknownEntity(_ name: Identifier, among known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownEntity, at: name.span,
      Phrase(zh: "没有声明实体 `\(name.name)`", en: "there is no entity `\(name.name)`"),
      hint: didYouMean(name.name.text, among: known) ?? oneOf(known.sorted())
        ?? Phrase(zh: "用 `实体 \(name.name)` 声明它", en: "declare it with `实体 \(name.name)`"))
  }

  /// A key of a parameter that is no option set.
  static func unknownOptionSet(_ name: Identifier, among known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownOptionSet, at: name.span,
      Phrase(
        zh: "没有声明选项 `\(name.name)`；`按` 后面写选项的名称",
        en: "there is no option set `\(name.name)`; `按` takes option sets"),
      hint: didYouMean(name.name.text, among: known)
        ?? Phrase(
          zh: "用 `选项 \(name.name) …、…` 声明它", en: "declare it with `选项 \(name.name) …、…`"))
  }

  /// An option that its set does not have.
  ///
  /// - Parameter isCondition: Whether the name is a truth in scope, so that the list was probably
  ///   meant to end before it: `任一（等级 为 一级、本人低保）`.
  static func unknownOption(
    _ option: Identifier, set: Name, among known: [String], isCondition: Bool = false
  ) -> Diagnostic {
    Diagnostic(
      .unknownOption, at: option.span,
      Phrase(zh: "`\(set)` 没有选项 `\(option.name)`", en: "`\(set)` has no option `\(option.name)`"),
      hint: isCondition
        ? Phrase(
          zh: "`为` 的各选项用括号括起：`（… 为 …）、\(option.name)`",
          en: "put brackets around the options of `为`: `（… 为 …）、\(option.name)`")
        : oneOf(known) ?? didYouMean(option.name.text, among: known))
  }

  /// A type word that is nothing.
  static func unknownType(_ name: Identifier, among known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownType, at: name.span,
      Phrase(
        zh: "`\(name.name)` 不是单位，也不是选项名或类型",
        en: "`\(name.name)` is neither a unit nor an option set nor a type"),
      hint: didYouMean(name.name.text, among: known)
        ?? Phrase(
          zh: "用 `选项 \(name.name) …、…` 或 `单位 \(name.name)` 声明它",
          en: "declare it with `选项 \(name.name) …、…` or `单位 \(name.name)`"))
  }

  /// A word in a unit run that is no unit.
  static func unknownUnit(_ word: Identifier, among known: [String], isName: Bool = false) -> Diagnostic {
    let hint: Phrase =
      if isName {
        Phrase(zh: "若要相除，请在 `/` 两侧加空格", en: "to divide, put spaces around `/`")
      } else if let near = NearestName.of(word.name.text, among: known) {
        Phrase(zh: "是不是 `\(near)`？", en: "did you mean `\(near)`?")
      } else {
        Phrase(
          zh: "换成已有的单位，或者用 `单位 \(word.name)` 声明它；与已有的单位相等时写 `单位 \(word.name) = …`",
          en:
            "use a unit that is known, or declare it with `单位 \(word.name)`, or `单位 \(word.name) = …` where it equals another"
        )
      }
    return Diagnostic(
      .unknownUnit, at: word.span,
      Phrase(zh: "没有单位 `\(word.name)`", en: "there is no unit `\(word.name)`"),
      hint: hint)
  }

  /// An expectation about a rule that is not declared.
  static func unknownRule(_ name: Identifier, entity: Name, among known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownRule, at: name.span,
      Phrase(zh: "`\(entity)` 没有叫 `\(name.name)` 的规则", en: "`\(entity)` has no rule `\(name.name)`"),
      hint: didYouMean(name.name.text, among: known) ?? oneOf(known.sorted()))
  }

  /// An expectation about a requirement that its standard does not have.
  static func unknownRequirement(_ name: Identifier, rule: Name, among known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownRequirement, at: name.span,
      Phrase(zh: "`\(rule)` 没有叫 `\(name.name)` 的要求", en: "`\(rule)` has no requirement `\(name.name)`"),
      hint: didYouMean(name.name.text, among: known) ?? oneOf(known))
  }

  /// A heading or a missing field that is no field.
  ///
  /// - Parameter entity: Where it is looked for; `nil` for all entities and the parameters.
  static func unknownField(_ name: Name, entity: Name?, at span: SourceSpan, among known: [String])
    -> Diagnostic
  {
    let message =
      if let entity {
        Phrase(zh: "`\(entity)` 没有字段 `\(name)`", en: "`\(entity)` has no field `\(name)`")
      } else {
        Phrase(zh: "没有叫 `\(name)` 的字段或参数", en: "there is no field or parameter `\(name)`")
      }
    return Diagnostic(
      .unknownField, at: span, message,
      hint: didYouMean(name.text, among: known) ?? (entity == nil ? nil : oneOf(known)))
  }

  /// A declaration of a unit that every rule set knows.
  static func builtInUnit(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .builtInUnit, at: name.span,
      Phrase(zh: "单位 `\(name.name)` 是内置的，不用声明", en: "the unit `\(name.name)` is built in"),
      hint: Phrase(zh: "删去这一行", en: "delete this line"))
  }

  /// An option set that could be taken for a unit.
  static func optionSetNamedLikeUnit(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .optionSetNamedLikeUnit, at: name.span,
      Phrase(zh: "选项名 `\(name.name)` 与单位同名", en: "the option set `\(name.name)` has the name of a unit"),
      hint: Phrase(zh: "换一个名称", en: "choose another name"))
  }

  /// A group where a value is needed.
  static func groupAsValue(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .groupAsValue, at: name.span,
      Phrase(zh: "`\(name.name)` 是一组记录，不是一个值", en: "`\(name.name)` is a group of records, not a value"),
      hint: Phrase(
        zh: "用 `计数（\(name.name)）`、`每个 \(name.name) 满足（…）` 一类的写法",
        en: "use `计数（\(name.name)）`, `每个 \(name.name) 满足（…）` and the like"))
  }

  /// A key or a relation where a value is needed.
  ///
  /// - Parameter parent: The entity that a relation leads to; `nil` for a key.
  static func keyAsValue(_ name: Identifier, of parent: Name?) -> Diagnostic {
    Diagnostic(
      .keyAsValue, at: name.span,
      Phrase(
        zh: "`\(name.name)` 只标明是哪一条记录，不能计算或比较",
        en: "`\(name.name)` says which record it is; it cannot be computed or compared"),
      hint: parent.map {
        Phrase(
          zh: "要用 `\($0)` 的数据，写作 `\(name.name) 的 …`", en: "for the data of `\($0)` write `\(name.name) 的 …`")
      })
  }

  /// A path through a rule or a parameter.
  ///
  /// - Parameter kind: What kind of rule `name` is; `nil` for a parameter.
  static func notARelation(
    _ name: Identifier, kind: DeclarationKind?, before next: Name, entity: Name
  ) -> Diagnostic {
    let message =
      if let kind {
        Phrase(
          zh: "`的` 前面应是通往上级的字段（`属于`），`\(name.name)` 是一条规则（`\(kind.rawValue)`）",
          en:
            "`的` follows a field that leads to a parent (`属于`), but `\(name.name)` is a rule (`\(kind.rawValue)`)"
        )
      } else {
        Phrase(
          zh: "`的` 前面应是通往上级的字段（`属于`），`\(name.name)` 是参数",
          en: "`的` follows a field that leads to a parent (`属于`), but `\(name.name)` is a parameter")
      }
    let hint: Phrase? =
      switch kind {
      case .standard:
        Phrase(
          zh: "一项要求只能在测试的 `期望` 里引用；别处也要用，就单写 `指标 \(next) 每 \(entity) 是否 = …`，标准里写 `要求 \(next)`",
          en:
            "only `期望` of a test can name a requirement; for use elsewhere write `指标 \(next) 每 \(entity) 是否 = …`, and `要求 \(next)` in the standard"
        )
      case nil: nil
      default: Phrase(zh: "要用它的结果，单写 `\(name.name)`", en: "for its result write `\(name.name)` alone")
      }
    return Diagnostic(.notARelation, at: name.span, message, hint: hint)
  }

  /// A path through a field that is no relation.
  static func notARelation(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .notARelation, at: name.span,
      Phrase(
        zh: "`\(name.name)` 不是 `属于` 的字段，后面不能接 `的`",
        en: "`\(name.name)` is not a `属于` field, so `的` cannot follow"))
  }

  /// An aggregate or a quantifier over something that is no group.
  static func notAGroup(_ name: Identifier, _ groups: [Name]) -> Diagnostic {
    Diagnostic(
      .notAGroup, at: name.span,
      Phrase(zh: "`\(name.name)` 不是 `若干` 的字段", en: "`\(name.name)` is not a `若干` field"),
      hint: oneOf(groups.map(\.text))
        ?? Phrase(
          zh: "组要在实体里声明，如 `成员 若干 人`", en: "a group is declared in its entity, such as `成员 若干 人`"))
  }

  /// A name behind a group that only counts or quantifies.
  ///
  /// - Parameter function: 计数, or `nil` where 满足 follows.
  static func nameBehindGroup(_ name: Identifier, _ group: Name, _ function: String?) -> Diagnostic {
    let proposal = function.map { "\($0)（\(group) 当 \(name.name)）" } ?? "\(group) 满足（\(name.name)）"
    return Diagnostic(
      .nameBehindGroup, at: name.span,
      Phrase(
        zh: "这里只写组 `\(group)`，后面不能再接 `\(name.name)`",
        en: "only the group `\(group)` stands here, `\(name.name)` cannot follow it"),
      hint: Phrase(zh: "成员的条件写作 `\(proposal)`", en: "write a condition on its members as `\(proposal)`"))
  }

  /// An aggregate over members themselves.
  static func groupWithoutValue(_ function: String, _ group: Identifier) -> Diagnostic {
    Diagnostic(
      .groupWithoutValue, at: group.span,
      Phrase(
        zh: "`\(function)（ ）` 要说明是 `\(group.name)` 的什么",
        en: "`\(function)（ ）` must say what of `\(group.name)`"),
      hint: Phrase(
        zh: "写作 `\(function)（\(group.name) 的 …）`；数记录用 `计数`",
        en: "write `\(function)（\(group.name) 的 …）`; count records with `计数`"))
  }

  /// A group whose members do not name their owner.
  static func noRelation(_ member: Identifier, owner: Name) -> Diagnostic {
    Diagnostic(
      .noRelation, at: member.span,
      Phrase(zh: "`\(member.name)` 没有 `属于 \(owner)` 的字段", en: "`\(member.name)` has no field `属于 \(owner)`"),
      hint: Phrase(
        zh: "在 `实体 \(member.name)` 里加一行 `所属\(owner) 属于 \(owner)`",
        en: "add `所属\(owner) 属于 \(owner)` to `实体 \(member.name)`"))
  }

  /// A relation that the members do not have.
  static func noSuchRelation(_ name: Identifier, member: Name, owner: Name, among known: [Name]) -> Diagnostic
  {
    Diagnostic(
      .noSuchRelation, at: name.span,
      Phrase(
        zh: "`\(member)` 没有 `\(name.name) 属于 \(owner)` 这个字段",
        en: "`\(member)` has no field `\(name.name) 属于 \(owner)`"),
      hint: oneOf(known.map(\.text))
        ?? Phrase(
          zh: "在 `实体 \(member)` 里加一行 `\(name.name) 属于 \(owner)`",
          en: "add `\(name.name) 属于 \(owner)` to `实体 \(member)`"))
  }

  /// A group whose members name their owner in more than one field.
  static func ambiguousRelation(_ member: Identifier, owner: Name, among known: [Name]) -> Diagnostic {
    Diagnostic(
      .ambiguousRelation, at: member.span,
      Phrase(
        zh: "`\(member.name)` 有几个 `属于 \(owner)` 的字段，不知经由哪一个",
        en: "`\(member.name)` has several fields `属于 \(owner)`"),
      hint: Phrase(
        zh: "写作 " + known.map { "`若干 \(member.name) 以 \($0)`" }.joined(separator: " 或 "),
        en: "write " + known.map { "`若干 \(member.name) 以 \($0)`" }.joined(separator: " or ")))
  }

  /// An entity whose records cannot be told apart.
  static func entityWithoutKey(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .entityWithoutKey, at: name.span,
      Phrase(zh: "实体 `\(name.name)` 没有 `编号` 字段", en: "the entity `\(name.name)` has no `编号` field"),
      hint: Phrase(zh: "加一行 `\(name.name)编号 编号`", en: "add a line `\(name.name)编号 编号`"))
  }

  /// A second key of one entity.
  static func secondKey(_ name: Identifier, first: SourceSpan) -> Diagnostic {
    Diagnostic(
      .secondKey, at: name.span,
      Phrase(zh: "一个实体只有一个 `编号` 字段", en: "an entity has only one `编号` field"),
      related: Related(first, Phrase(zh: "前一个在这里", en: "the first one is here")))
  }

  /// A keyed parameter without its keys.
  static func parameterNeedsKeys(_ name: Identifier, _ keys: [Name]) -> Diagnostic {
    Diagnostic(
      .parameterNeedsKeys, at: name.span,
      Phrase(
        zh: "参数 `\(name.name)` 按 `\(keys.map(\.text).joined(separator: "、"))` 取值，后面要接括号",
        en:
          "the parameter `\(name.name)` has a value for each `\(keys.map(\.text).joined(separator: "、"))`, so a bracket must follow it"
      ),
      hint: Phrase(
        zh: "写作 `\(name.name)（\(keys.map(\.text).joined(separator: "、"))）`",
        en: "write `\(name.name)（\(keys.map(\.text).joined(separator: "、"))）`"))
  }

  /// A parameter with too few or too many keys.
  static func keyCount(_ name: Name, _ count: Int, _ keys: [Name], at span: SourceSpan) -> Diagnostic {
    let list = keys.map(\.text).joined(separator: "、")
    if keys.isEmpty {
      return Diagnostic(
        .keyCount, at: span,
        Phrase(
          zh: "参数 `\(name)` 没有 `按`，后面不接括号", en: "the parameter `\(name)` has no `按`, so no bracket follows it"
        ),
        hint: Phrase(zh: "单写 `\(name)`", en: "write `\(name)` alone"))
    }
    return Diagnostic(
      .keyCount, at: span,
      Phrase(
        zh: "参数 `\(name)` 按 `\(list)` 取值，括号里应有 \(keys.count) 项，却有 \(count) 项",
        en:
          "the parameter `\(name)` has a value for each `\(list)`: expected \(keys.count) in the bracket, found \(count)"
      ),
      hint: Phrase(zh: "写作 `\(name)（\(list)）`", en: "write `\(name)（\(list)）`"))
  }

  /// Words without the spaces between them.
  static func missingSpaces(_ word: String, _ cut: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .missingSpaces, at: span,
      Phrase(zh: "`\(word)` 几个词连在一起了", en: "`\(word)` is several words written together"),
      hint: Phrase(zh: "用空格分开：`\(cut)`", en: "separate them: `\(cut)`"),
      fix: TextEdit(span, "\(cut)"))
  }

  /// Proposes the name that a mistyped one most resembles.
  static func didYouMean(_ name: String, among known: [String]) -> Phrase? {
    NearestName.of(name, among: known).map {
      Phrase(zh: "是不是 `\($0)`？", en: "did you mean `\($0)`?")
    }
  }

  /// Lists what there is, where that is little.
  static func oneOf(_ known: [String]) -> Phrase? {
    guard (1...12).contains(known.count) else { return nil }
    return Phrase(
      zh: "可以是 \(known.map { "`\($0)`" }.joined(separator: "、"))",
      en: "it can be \(known.map { "`\($0)`" }.joined(separator: ", "))")
  }
}
