import Foundation
import Testing

/// What only the built program shows: its streams, its signals, its exit status.
@Suite("The program policyc")
struct ProcessTests {
  private static let program = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appending(path: "policyc")

  private func bash(_ script: String) throws -> (status: Int32, output: String, messages: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["timeout", "30", "bash", "-c", script, "bash", Self.program.path]
    let (output, messages) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = messages
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let told = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text, told)
  }

  @Test("writes results to standard output and messages to standard error")
  func streams() throws {
    let help = try bash(#""$1" help"#)
    #expect(help.status == 0)
    #expect(help.output.hasPrefix("policyc 0.1.0"))
    #expect(help.messages.isEmpty)
    let misuse = try bash(#""$1" chek"#)
    #expect(misuse.status == 2)
    #expect(misuse.output.isEmpty)
    #expect(misuse.messages.hasPrefix("错误: "))
  }

  @Test("gives the same bytes in every run, whatever the order of its dictionaries")
  func sameBytes() throws {
    let root = GoldenText.root.path
    let script = """
      for run in 1 2 3 4 5; do
        "$1" check '\(root)/Tests/Golden/diagnostics' 2>&1 | cksum
        "$1" eval '\(root)/policies' --set 资金账 --data '\(root)/policies/sichuan/2020/资金账/记录' \
          --as-of 2020-12-31 --all | cksum
      done
      """
    let sums = try bash(script).output.split(separator: "\n")
    #expect(sums.count == 10)
    #expect(Set(sums).count == 2)
  }

  @Test("ends quietly when the reader of its output goes away")
  func closedPipe() throws {
    let run = try bash(#"(trap '' PIPE; "$1" help; echo $? >&3) 3>&2 | true"#)
    #expect(["0\n", ""].contains(run.messages), "\(run.messages)")
    let killed = try bash(#""$1" help | true"#)
    #expect(killed.messages.isEmpty)
  }

  @Test(
    "says that the disk is full and ends with 4",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() throws {
    let run = try bash(#""$1" help > /dev/full"#)
    #expect(run.status == 4)
    #expect(run.messages.contains("结果没有写完"))
  }

  @Test("leaves a rule file as it was if it cannot be written, and ends with 4")
  func unwritable() throws {
    let text = "实体 户\n      户编号 编号\n"
    let folder = try TemporaryFolder(["a.policy": text])
    // No file may grow; without the trap the system would end the program.
    let run = try bash(#"trap '' XFSZ; ulimit -f 0; "$1" format '\#(folder("a.policy"))'"#)
    #expect(run.status == 4)
    #expect(run.output.isEmpty)
    #expect(run.messages == "错误: `\(folder("a.policy"))`：文件太大，写不下\n")
    #expect(try folder.read("a.policy") == text)
    #expect(folder.names == ["a.policy"], "no temporary file is left")
  }

  @Test("ends with 130 on Ctrl-C")
  func interrupted() throws {
    // The program waits for its standard input, which never ends.
    let run = try bash(
      """
      pipe=$(mktemp -u); mkfifo "$pipe"; exec 9<>"$pipe"; rm "$pipe"
      set -m; "$1" format - <&9 2>&1 & sleep 0.5; kill -INT $!; wait $! 2>/dev/null
      """)
    #expect(run.status == 130)
    #expect(run.output.isEmpty, "\(run.output)")
  }
}
