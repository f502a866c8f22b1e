import Evaluator
import PolicyDSL

/// `policyc test`: runs the 测试 that stand beside the rules.
enum TestCommand {
  static let command = Command(
    name: "test",
    summary: Phrase(zh: "运行规则文件里的测试", en: "run the 测试 of rule files"),
    usage: Phrase(zh: "路径…", en: "PATH…"),
    details: Phrase(
      zh: """
        运行路径下各规则集的测试，列出未通过的：期望什么，得到什么，理由是什么。
        有测试未通过，或者规则有错误，退出码是 1。
        """,
      en: """
        Runs the 测试 of the rule sets under the paths and lists those that fail: what was expected,
        what came out, and why. The exit status is 1 if a test fails or the rules have errors.
        """),
    options: [], operands: 1...(.max), run: run)

  private static func run(
    _ arguments: CommandArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    let ruleSets = try RuleSets.read(arguments.operands, console)
    let errors = ruleSets.diagnostics.filter { $0.code.severity == .error }
    console.tell(errors, of: ruleSets.files)
    console.tellOfUnreadFolder(above: ruleSets.paths, errors, of: ruleSets.files)
    var passed = 0
    var failed = 0
    var lines: [String] = []
    // A test of a folder belongs to the rule sets below it as well; it says the same in all of them.
    var seen: Set<SourceSpan> = []
    for program in ruleSets.programs {
      console.progress.begin(
        Phrase(zh: "正在运行测试", en: "running the 测试"), total: program.tests.count)
      let plan = Planner.plan(program)
      for test in program.tests where seen.insert(test.span).inserted {
        try Interruption.check()
        console.progress.advance()
        let result = TestRunner.run(test, program: program, plan: plan)
        passed += result.passed ? 1 : 0
        failed += result.passed ? 0 : 1
        lines += TestReport.lines(
          of: result, program: program, plan: plan, files: ruleSets.files, language: console.language)
      }
    }
    console.progress.pause()
    console.report(lines)
    var summary = Phrase(
      zh: "\(passed) 个测试通过，\(failed) 个未通过",
      en: Count.english(passed, "test") + " passed, \(failed) failed")
    if !errors.isEmpty {
      summary = Phrase(
        zh: summary.zh + "；有错误的规则集没有测试", en: summary.en + "; rule sets with errors were not tested")
    }
    console.print(summary)
    return failed > 0 || !errors.isEmpty ? .policyError : .success
  }
}
