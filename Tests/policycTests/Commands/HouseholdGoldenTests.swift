import Testing
import policyc

@Suite("The exit standards and chapter 7 on the sample records")
struct HouseholdGoldenTests {
  private static let folder = GoldenText.root.path + "/policies"

  private func evaluate(_ command: String, _ options: String...) -> CommandRun {
    CommandRun(
      [command, Self.folder, "--set", "sichuan/2020", "--data", Self.folder + "/sichuan/2020/samples"]
        + ["--as-of", "2020-12-31"] + options)
  }

  @Test("give the report of the expected file")
  func report() throws {
    let run = evaluate("eval")
    let text = run.output.replacing(GoldenText.root.path + "/", with: "")
    #expect(run.exitCode == .rejectedRows)
    #expect(run.messages.isEmpty)
    #expect(try text == GoldenText.expected("command-line/households.expected", actual: text))
  }

  @Test(
    "explain a household by the person who decides it, and a person by every subsidy",
    arguments: [("户:乙04", "household"), ("人:甲10-2", "person")])
  func explanation(record: String, name: String) throws {
    let run = evaluate("explain", "--record", record)
    let text = run.output.replacing(GoldenText.root.path + "/", with: "")
    #expect(run.exitCode == .success)
    #expect(try text == GoldenText.expected("command-line/\(name).expected", actual: text))
  }

  @Test(
    "show every outcome word that their rules can give",
    arguments: ["达标", "不达标", "不适用", "待核实", "标准未公布", "符合", "不符合", "有数值", "冲突"])
  func outcomes(word: String) {
    #expect(
      evaluate("eval").output.split(separator: "\n").contains {
        $0.contains("  每 ") && $0.contains(word + " ")
      })
  }

  @Test("are not in force on the day before and the day after their year")
  func outsidePeriod() {
    for date in ["2019-12-31", "2021-01-01"] {
      let run = CommandRun(
        "eval", Self.folder, "--set", "sichuan/2020", "--data", Self.folder + "/sichuan/2020/samples",
        "--as-of", date, "--rule", "户脱贫")
      #expect(run.output.contains("户脱贫  每 户  未生效 60"))
    }
  }
}
