import Evaluator
import PolicyDSL

/// What `eval` and `explain` need to know of the records and the rule set before they run a rule.
struct EvaluationInput {
  /// The record files as they were found.
  let files: [RecordFile]
  /// The records, and what became of each file and row.
  let result: ReadResult
  /// What the reports need.
  let context: ReportContext
  /// What the rules are run with.
  let evaluator: RowEvaluator

  /// Finds, reads and joins the records that `--data` names.
  static func read(
    _ arguments: CommandArguments, for program: CheckedProgram, of ruleSets: RuleSets, on date: CalendarDate,
    _ console: Console
  ) throws(CommandFailure) -> EvaluationInput {
    let files = try RecordFiles.read(arguments, for: program, console)
    console.progress.begin(.readingRecords)
    let result = RecordReader.read(program, files: files)
    console.progress.pause()
    try Interruption.check()
    let plan = Planner.plan(program)
    return EvaluationInput(
      files: files, result: result,
      context: ReportContext(
        plan: plan, program: program, files: ruleSets.files, records: result.records,
        language: console.language, isMasking: !arguments.has("unmask")),
      evaluator: RowEvaluator(
        plan: plan, program: program, records: result.records, date: date, isStrict: arguments.has("strict")))
  }

  /// The first line of a report: the rule set and 评估日.
  var heading: String {
    let ruleSet = RuleSets.shown(context.program.ruleSet)
    return context.label(
      "规则集 \(ruleSet)  评估日 \(evaluator.date)", "rule set \(ruleSet)  as of \(evaluator.date)")
  }

  /// Refuses to run rules where nothing of a file can be used; why that is so has been said.
  func refuseRejectedFiles() throws(CommandFailure) {
    guard result.files.contains(where: \.isRejected) else { return }
    throw CommandFailure(
      .file, [Phrase(zh: "有数据文件不能用，没有执行规则", en: "a record file cannot be used; no rule was run")])
  }
}
