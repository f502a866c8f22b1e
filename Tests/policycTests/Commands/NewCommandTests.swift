import Foundation
import Testing
import policyc

@Suite("policyc new")
struct NewCommandTests {
  @Test("makes a rule set that is canonical, has no problem, passes its tests and runs")
  func works() throws {
    let folder = try TemporaryFolder()
    let made = folder("示例/我的")
    let run = CommandRun("new", made + "/")
    #expect(run.exitCode == .success)
    #expect(
      run.output.split(separator: "\n").map { $0.dropFirst(made.count + 1) } == [
        "实体.policy", "规则.policy", "记录/户.csv", "记录/人.csv",
      ])
    #expect(run.messages.contains("policyc eval \(made) --data \(made)/记录 --as-of 2020-12-31"))

    let check = CommandRun("check", made)
    #expect(check.output == "1 个规则集，2 个文件，0 处错误，0 处警告\n", "\(check.messages)")
    #expect(CommandRun("format", "--check", made).exitCode == .success)
    #expect(CommandRun("test", made).output == "1 个测试通过，0 个未通过\n")
    let evaluation = CommandRun("eval", made, "--data", made + "/记录", "--as-of", "2020-12-31")
    #expect(evaluation.exitCode == .success, "\(evaluation.output)\(evaluation.messages)")
    #expect(evaluation.output.contains("户达标      每 户  达标 1，不达标 2"))

    // H2 has no child of school age: that requirement is skipped and lacks nothing.
    let records = ["--data", made + "/记录", "--as-of", "2020-12-31", "--record", "户:H2"]
    let explained = CommandRun(["explain", made] + records).output.split(separator: "    还差\n")
    #expect(explained.last?.contains("还差 50元/人·年，要“超过”才算") == true)
    #expect(explained.last?.contains("上学") == false)
  }

  @Test("writes into an empty folder, but not over anything")
  func refuses() throws {
    let folder = try TemporaryFolder()
    #expect(CommandRun("new", folder.path).exitCode == .success)
    let before = folder.names
    let again = CommandRun("new", folder.path)
    #expect(again.exitCode == .file)
    #expect(again.messages == "错误: `\(folder.path)`：文件夹里已经有内容\n")
    #expect(folder.names == before)

    let occupied = try TemporaryFolder(["文件": "x"])
    #expect(CommandRun("new", occupied("文件")).exitCode == .file)
    #expect(try occupied.read("文件") == "x")
    #expect(CommandRun("new", occupied("文件/下面")).exitCode == .file)
    #expect(CommandRun("new").exitCode == .usage)
  }
}
