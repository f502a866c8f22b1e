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
