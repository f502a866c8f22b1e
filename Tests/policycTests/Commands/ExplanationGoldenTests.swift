import Testing
import policyc

@Suite("The explanations of 补贴 and 标准")
struct ExplanationGoldenTests {
  @Test(
    "read as the expected files show: 例外 that clash, 执行 below a floor, missing cells, rejected rows",
    arguments: [([], "subsidies"), (["--all"], "subsidies.all")] as [([String], String)])
  func read(options: [String], name: String) throws {
    let folder = GoldenText.root.path + "/Tests/Golden/command-line/subsidies"
    let run = CommandRun(["eval", folder, "--data", folder, "--as-of", "2020-12-31"] + options)
    let text = run.output.replacing(folder + "/", with: "").replacing(folder, with: "subsidies")
    #expect(run.exitCode == .rejectedRows)
    #expect(try text == GoldenText.expected("command-line/\(name).expected", actual: text))
  }
}
