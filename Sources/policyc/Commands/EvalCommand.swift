import Evaluator
import PolicyDSL

/// `policyc eval`: says what the rules of a set mean for records.
enum EvalCommand {
  static let command = Command(
    name: "eval",
    summary: Phrase(zh: "对数据执行规则，列出结论和理由", en: "run rules on records; list outcomes and reasons"),
    usage: Phrase(
      zh: "路径 --data 文件夹 --as-of 日期 [选项]", en: "PATH --data FOLDER --as-of DATE [OPTIONS]"),
    details: Phrase(
      zh: """
        读路径下的规则，对每条记录执行一个规则集的全部规则，以评估日当天结束时为准。
        上层文件夹的规则只供引用，要执行时用 --rule 写明。
        每个实体的数据是文件夹里的“实体名.csv”，或者“.ndjson”（一行一个 JSON 对象）、“.json”（对象的数组）；
        没有文件的实体，有哪些记录算作不知道。文件全部是 UTF-8 的按 UTF-8 读，否则按 GB18030 读。
        先列每条规则各种结论的条数、补贴金额的合计，再说明至多三条记录：不达标中最接近达标的，
        待核实中要查清的格子最少的，判定为是的。只算数的规则，列出没有算出的和该相等而不等的。
        --all 逐条列出。有数据行被退回时退出码是 3。
        给了 --out 时，结论写成表，不列理由：每个实体一个“实体名.csv”，退回的行在“错误.csv”。
        “清单.json”最后写，没有它的文件夹不完整。表格软件会当成公式或截短的格子，前面加一撇（'）。
        """,
      en: """
        Reads the rules under PATH and runs all rules of one rule set on every record, as of the end of
        the day of assessment. Rules of the folders above are there to be used; --rule runs them, too.
        The records of an entity are the file `ENTITY.csv` in the folder, or `.ndjson` (a JSON object a
        line) or `.json` (an array of objects); of an entity without a file it is not known which
        records there are. A file that is UTF-8 from beginning to end is read as such, any other as
        GB18030.
        First the outcomes of each rule are counted and the amounts of each 补贴 added up, then at most
        three records are explained: the 不达标 closest to 达标, the 待核实 that the fewest cells settle,
        one that is fulfilled. Of rules that only compute figures it lists what is not decided, and
        figures that should be equal. --all lists every record. The exit status is 3 if rows of the
        records were rejected.
        With --out the outcomes are written as tables and no reasons are given: `ENTITY.csv` for each
        entity, the rejected rows in `错误.csv`. `清单.json` is written last; a folder without it is
        incomplete. A cell that a spreadsheet would take for a formula or cut gets an apostrophe (').
        """),
    options: [
      CommandOption(
        "data", value: Phrase(zh: "文件夹", en: "FOLDER"), isRepeatable: true,
        Phrase(
          zh: "数据所在的文件夹；`实体=文件` 单指一个实体的文件，可以多次",
          en: "where the records are; `ENTITY=FILE` names one file, repeatable")),
      CommandOption(
        "encoding", value: Phrase(zh: "utf-8|gb18030", en: "utf-8|gb18030"),
        Phrase(
          zh: "数据文件的编码；不给就看每个文件自己",
          en: "encoding of the records; each file shows its own unless given")),
      CommandOption(
        "as-of", value: Phrase(zh: "日期", en: "DATE"),
        Phrase(zh: "评估日，如 2020-12-31", en: "day of assessment, as 2020-12-31")),
      .ruleSet,
      CommandOption(
        "rule", value: Phrase(zh: "规则", en: "RULE"), isRepeatable: true,
        Phrase(zh: "只执行这条规则，可以多次", en: "run this rule only, repeatable")),
      CommandOption("all", Phrase(zh: "列出每条记录的结论", en: "list the outcome of every record")),
      CommandOption(
        "strict",
        Phrase(
          zh: "从严：未归属的行可能是任何一组的成员",
          en: "rows that name no owner may be members of any group")),
      CommandOption(
        "out", value: Phrase(zh: "文件夹", en: "FOLDER"),
        Phrase(
          zh: "把结论写到新的或空的文件夹",
          en: "write the outcomes to a new or empty folder")),
      CommandOption(
        "replace",
        Phrase(
          zh: "替换 --out 文件夹里上一次写的文件，别的不动",
          en: "replace what an earlier run wrote there, nothing else")),
      CommandOption(
        "format", value: Phrase(zh: "csv|ndjson", en: "csv|ndjson"),
        Phrase(
          zh: "--out 的格式，默认 csv；ndjson 每行一个 JSON 对象",
          en: "format of --out, csv unless given; ndjson: an object a line")),
      CommandOption(
        "unmask", Phrase(zh: "不遮盖敏感字段和身份证号", en: "do not mask sensitive fields and identity numbers")),
    ],
    operands: 1...1, run: run)

  private static func run(
    _ arguments: CommandArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    let date = try arguments.assessmentDate()
    let output = try outputFolder(arguments)
    let ruleSets = try RuleSets.read(arguments.operands, console)
    let program = try ruleSets.choose(arguments.value(of: "set"), console)
    let rules = try RuleChoice.rules(arguments.values(of: "rule"), in: program, ruleSets.files)
    try output?.check(for: rules, of: program)
    let input = try EvaluationInput.read(arguments, for: program, of: ruleSets, on: date, console)
    let (result, context) = (input.result, input.context)
    let reach = PlanReach(of: rules, in: context.plan)
    console.report(
      [input.heading, "", context.label("数据", "Records")]
        + EvaluationReport.files(result, reach: reach, in: context))
    // Which columns are missing stands with the files.
    let problems = result.problems.filter { $0.code != .missingColumn }
    if !problems.isEmpty { console.report([""] + EvaluationReport.problems(problems, in: context)) }
    try input.refuseRejectedFiles()
    var evaluation = RuleRun(evaluator: input.evaluator, context: context, console: console)
    if let output {
      let (tables, tallies) = try evaluation.tables(rules, output.format)
      let manifest = OutputManifest(
        context: context, date: date, isStrict: input.evaluator.isStrict, format: output.format,
        ruleFiles: ruleSets.files(of: program), recordFiles: input.files, summaries: result.files,
        tallies: tallies)
      let rejections = OutcomeTable.rejections(result.problems, output.format, in: context)
      try output.write(tables, rejections, manifest, console)
    } else {
      try evaluation.run(rules, listsAll: arguments.has("all"))
    }
    return result.files.contains { $0.rowsRejected > 0 } ? .rejectedRows : .success
  }

  /// Where the outcomes go; `nil` if they are only printed.
  private static func outputFolder(_ arguments: CommandArguments) throws(CommandFailure) -> OutputFolder? {
    var format = OutcomeTableFormat.csv
    if let text = arguments.value(of: "format") {
      guard let known = OutcomeTableFormat(rawValue: text) else {
        let shown = TerminalText.safe(text)
        throw .usage(
          Phrase(zh: "`--format` 不能是 `\(shown)`", en: "`--format` cannot be `\(shown)`"),
          hint: Phrase(zh: "可以是 `csv`、`ndjson`", en: "it can be `csv`, `ndjson`"))
      }
      format = known
    }
    guard let path = arguments.value(of: "out") else {
      for option in ["format", "replace"] where arguments.has(option) {
        throw .usage(
          Phrase(zh: "`--\(option)` 要和 `--out` 一起用", en: "`--\(option)` needs `--out`"),
          hint: Phrase(zh: "加上 `--out 文件夹`", en: "add `--out FOLDER`"))
      }
      return nil
    }
    guard !path.isEmpty else {
      throw .usage(Phrase(zh: "`--out` 后面缺少文件夹", en: "`--out` needs a folder"))
    }
    return OutputFolder(path: path, isReplacing: arguments.has("replace"), format: format)
  }
}
