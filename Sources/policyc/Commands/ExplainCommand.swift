import Evaluator
import PolicyDSL

/// `policyc explain`: says why rules say what they say about one record.
enum ExplainCommand {
  static let command = Command(
    name: "explain",
    summary: Phrase(zh: "说明一条记录的结论从何而来", en: "explain the outcomes of one record"),
    usage: Phrase(
      zh: "路径 --data 文件夹 --as-of 日期 --record 实体:编号 [选项]",
      en: "PATH --data FOLDER --as-of DATE --record ENTITY:KEY [OPTIONS]"),
    details: Phrase(
      zh: """
        对一条记录，逐条说明它那个实体的规则：结论、每一项判断两边各是多少、依据的条款、数字在哪个
        文件的第几行、没有满足的还差什么、原文有哪些存疑。达标的也一样说明。
        `--format json` 输出一份 JSON，格式见 docs/说明格式.md。
        这条记录被退回时退出码是 3，并说明为什么。
        """,
      en: """
        Explains the rules of the entity of one record: the outcome, both sides of every comparison, the
        clauses, the file and the line of every figure, what a failed rule lacks, and what the documents
        leave open. Rules that are fulfilled are explained as well.
        `--format json` prints one JSON document, which docs/说明格式.md describes.
        The exit status is 3 if the record was rejected, and the reason is given.
        """),
    options: shared(["data", "encoding", "as-of"]) + [
      CommandOption(
        "record", value: Phrase(zh: "实体:编号", en: "ENTITY:KEY"),
        Phrase(zh: "要说明的记录，如 户:H1", en: "the record to explain, as 户:H1")),
      .ruleSet,
      CommandOption(
        "rule", value: Phrase(zh: "规则", en: "RULE"), isRepeatable: true,
        Phrase(zh: "只说明这条规则，可以多次", en: "explain this rule only, repeatable")),
      CommandOption(
        "format", value: Phrase(zh: "text|json", en: "text|json"),
        Phrase(zh: "输出的格式，默认 text", en: "what is printed, text unless given")),
    ] + shared(["strict", "unmask"]),
    operands: 1...1, run: run)

  /// How many members of a group are looked into.
  private static let memberLimits = (text: 50, json: 1_000)

  /// How deep the rules that a rule uses are opened.
  private static let levels = (text: 1, json: 3)

  /// Options that mean the same as in `policyc eval`.
  private static func shared(_ names: [String]) -> [CommandOption] {
    EvalCommand.command.options.filter { names.contains($0.name) }
  }

  private static func run(
    _ arguments: CommandArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    let date = try arguments.assessmentDate()
    let isJSON = try wantsJSON(arguments)
    let wanted = try wantedRecord(arguments)
    let ruleSets = try RuleSets.read(arguments.operands, console)
    let program = try ruleSets.choose(arguments.value(of: "set"), console)
    let entity = try entity(wanted.entity, of: program)
    let rules = try RuleChoice.rules(
      arguments.values(of: "rule"), of: entity, in: program, ruleSets.files)
    let input = try EvaluationInput.read(arguments, for: program, of: ruleSets, on: date, console)
    let (result, context) = (input.result, input.context)
    tell(result.problems.filter { $0.code.consequence == .fileRejected }, context, console)
    try input.refuseRejectedFiles()
    let record = try record(wanted.key, of: entity, result, context, console)
    var evaluator = input.evaluator
    var explanations: [Explanation] = []
    for rule in rules {
      try Interruption.check()
      explanations.append(
        evaluator.explanation(
          rule: rule, record: record, levels: isJSON ? levels.json : levels.text,
          memberLimit: isJSON ? memberLimits.json : memberLimits.text))
    }
    if isJSON {
      console.print(
        ExplanationJSON.text(of: explanations, entity: entity, record: record, date: date, in: context))
      return .success
    }
    console.report([
      input.heading, context.label("记录 ", "record ") + context.nameAndPlace(of: record, entity: entity),
    ])
    let printer = ExplanationPrinter(context: context, console: console)
    for explanation in explanations { printer.print([(nil, explanation)], of: explanation.rule) }
    return .success
  }

  private static func tell(_ problems: [RecordProblem], _ context: ReportContext, _ console: Console) {
    for line in EvaluationReport.problems(problems, in: context) {
      console.tell(TerminalText.safe(line) + "\n")
    }
  }

  // MARK: What is asked for

  private static func wantsJSON(_ arguments: CommandArguments) throws(CommandFailure) -> Bool {
    switch arguments.value(of: "format") {
    case nil, "text": return false
    case "json": return true
    case let other?:
      let shown = TerminalText.safe(other)
      throw .usage(
        Phrase(zh: "`--format` 不能是 `\(shown)`", en: "`--format` cannot be `\(shown)`"),
        hint: Phrase(zh: "可以是 `text`、`json`", en: "it can be `text`, `json`"))
    }
  }

  /// Takes `ENTITY:KEY` apart; a key may hold a colon, too.
  private static func wantedRecord(
    _ arguments: CommandArguments
  ) throws(CommandFailure) -> (entity: String, key: String) {
    let hint = Phrase(zh: "写作 `--record 实体:编号`，如 `--record 户:H1`", en: "write `--record ENTITY:KEY`")
    guard let text = arguments.value(of: "record") else {
      throw .usage(Phrase(zh: "没有说要说明哪条记录", en: "it is not said which record to explain"), hint: hint)
    }
    guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "：" }), colon != text.startIndex,
      text.index(after: colon) != text.endIndex
    else {
      let shown = TerminalText.safe(text)
      throw .usage(
        Phrase(zh: "`\(shown)` 不是“实体:编号”", en: "`\(shown)` is not of the form ENTITY:KEY"), hint: hint)
    }
    return (String(text[..<colon]), String(text[text.index(after: colon)...]))
  }

  private static func entity(
    _ name: String, of program: CheckedProgram
  ) throws(CommandFailure) -> Int {
    if let entity = program.entities.firstIndex(where: { $0.name == Name(name) }) { return entity }
    let shown = TerminalText.safe(name)
    throw .usage(
      Phrase(zh: "没有实体 `\(shown)`", en: "there is no entity `\(shown)`"),
      hint: NearestName.proposal(for: name, among: program.entities.map(\.name.text))
        ?? RuleChoice.list(program.entities.map(\.name), Phrase(zh: "实体有 ", en: "the entities are ")))
  }

  /// The position of the record with a key.
  ///
  /// - Throws: The nearest key where there is no such record; the reason where it was rejected.
  private static func record(
    _ key: String, of entity: Int, _ result: ReadResult, _ context: ReportContext, _ console: Console
  ) throws(CommandFailure) -> Int {
    let table = context.records.tables[entity]
    let name = context.program.entities[entity].name
    guard let file = table.file else {
      throw .usage(
        Phrase(zh: "`\(name)` 没有数据文件", en: "there is no record file of `\(name)`"),
        hint: Phrase(
          zh: "它的文件是 `\(name).csv`，或者同名的 .ndjson、.json",
          en: "its file is `\(name).csv`, or .ndjson or .json of the same name"))
    }
    guard let record = context.record(withKey: key, of: entity) else {
      let shown = context.shown(unknownKey: key)
      let nearest = context.nearestRecord(to: key, of: entity)
      let path = TerminalText.safe(file)
      throw .usage(
        Phrase(zh: "没有 `\(name)` `\(shown)`", en: "there is no `\(name)` `\(shown)`"),
        hint: nearest.map { Phrase(zh: "是不是 `\($0)`？", en: "did you mean `\($0)`?") }
          ?? Phrase(
            zh: "`\(path)` 里有 \(table.records.count) 条记录",
            en: "there are \(Count.english(table.records.count, "record")) in `\(path)`"))
    }
    guard table.records[record].isRejected else { return record }
    // All rows that share the key were rejected.
    let rows = Set(table.records.indices.filter { table.records[$0].key == table.records[record].key })
    let reasons = result.problems.filter { problem in
      problem.file == file && problem.record.map(rows.contains) ?? false
        && problem.code.consequence == .rowRejected
    }
    tell(reasons, context, console)
    let shown = context.nameAndPlace(of: record, entity: entity)
    throw CommandFailure(
      .rejectedRows,
      [Phrase(zh: "这条记录被退回，没有结论：\(shown)", en: "the record was rejected and has no outcome: \(shown)")])
  }
}
