import Evaluator
import PolicyDSL

/// `policyc plan`: shows the steps into which a rule set is taken apart.
enum PlanCommand {
  static let command = Command(
    name: "plan",
    summary: Phrase(zh: "列出规则集的计算步骤", en: "list the steps of a rule set"),
    usage: Phrase(zh: "路径 [--set 规则集]", en: "PATH [--set SET]"),
    details: Phrase(
      zh: """
        每条规则拆成一步一步的计算。一步占一行：编号、实体、运算、数据全缺时的范围，
        和会不会未定、不适用、冲突。供开发和排查使用。
        """,
      en: """
        Every rule is taken apart into steps. A line gives the number of the step, its entity, the
        operation, the range if every cell is missing, and whether it may be undecided (未定), 不适用
        or 冲突. For those who work on the tool.
        """),
    options: [.ruleSet], operands: 1...1, run: run)

  private static func run(
    _ arguments: CommandArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    let program = try RuleSets.read(arguments.operands, console).choose(arguments.value(of: "set"), console)
    let text = Planner.plan(program).text(of: program)
    console.report(text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init))
    return .success
  }
}

extension CommandOption {
  /// Which rule set is meant.
  static let ruleSet = CommandOption(
    "set", value: Phrase(zh: "规则集", en: "SET"),
    Phrase(zh: "规则集的文件夹，路径下不止一个时要给", en: "folder of the rule set, if there are several"))
}
