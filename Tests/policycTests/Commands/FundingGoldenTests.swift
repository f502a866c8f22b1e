import Testing
import policyc

@Suite("The funding tables of the 2020 plans")
struct FundingGoldenTests {
  private static let folder = GoldenText.root.path + "/policies/sichuan/2020/资金账"

  private func evaluate(_ options: String...) -> CommandRun {
    CommandRun(
      ["eval", GoldenText.root.path + "/policies", "--set", "sichuan/2020/资金账"]
        + ["--data", Self.folder + "/记录", "--as-of", "2020-12-31"] + options)
  }

  @Test("give the report of the expected file")
  func report() throws {
    let run = evaluate()
    let text = run.output.replacing(GoldenText.root.path + "/", with: "")
    #expect(run.exitCode == .success)
    #expect(run.messages.isEmpty)
    #expect(try text == GoldenText.expected("command-line/funding.expected", actual: text))
  }

  @Test("hold but for nine sums: three wrong ones, three cut and three rounded ones")
  func sums() {
    let lines = evaluate().output.split(separator: "\n").map(String.init)
    let heads = lines.filter {
      $0.hasPrefix("  D4-") && $0.contains("  列示数 ") && !$0.contains("要查清") && !$0.contains("，相等")
    }
    .map { $0.dropFirst(2) }
    #expect(
      heads == [
        "D4-CUL-F22/2  四舍五入相符  列示数 1.01亿元 对 分项和 1.0129亿元，少 0.0029亿元",
        "D4-CUL-F23/1  四舍五入相符  列示数 0.01亿元 对 分项和 0.012亿元，少 0.002亿元",
        "D4-SCP-F06/1  四舍五入相符  列示数 0.6亿元 对 分项和 0.576252亿元，多 0.023748亿元",
        "D4-CUL-F21/2  截尾相符  列示数 2.43亿元 对 分项和 2.4376亿元，少 0.0076亿元",
        "D4-CUL-F21/3  截尾相符  列示数 3.16亿元 对 分项和 3.1686亿元，少 0.0086亿元",
        "D4-CUL-F24/1  截尾相符  列示数 0.14亿元 对 分项和 0.145亿元，少 0.005亿元",
        "D4-CUL-F21/4  不符  列示数 5.59亿元 对 分项和 5.6062亿元，少 0.0162亿元",
        "D4-TRA-F01/2  不符  列示数 490.1768亿元 对 分项和 490.1769亿元，少 0.0001亿元",
        "D4-TRA-F05/1  不符  列示数 0.3768亿元 对 分项和 0.3769亿元，少 0.0001亿元",
      ])
    #expect(lines.count { $0.contains("  一致  列示数 ") && $0.contains("，相等  （D4-") } == 80)
    #expect(lines.contains { $0.hasSuffix("一致 80，四舍五入相符 3，截尾相符 3，不符 3，无分项 50") })
  }

  @Test("list every record with --all")
  func all() {
    let lines = evaluate("--rule", "账平情况", "--all").output.split(separator: "\n")
    #expect(lines.count { $0.contains("  一致  ") } == 80)
    #expect(lines.count { $0.hasSuffix("  无分项") } == 50)
    #expect(!lines.contains { $0.hasPrefix("指标 差额") })
  }
}
