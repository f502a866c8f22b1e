/// The SHA-256 digest of bytes, after FIPS 180-4.
///
/// Sums are taken in 64 bits and cut to 32: the standard counts modulo 2³².
package struct Digest {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var schedule = [UInt32](repeating: 0, count: 64)

  private init() {}

  /// Returns the digest of `bytes` as 64 hexadecimal digits.
  package static func text(of bytes: [UInt8]) -> String {
    var digest = Digest()
    let whole = bytes.count / 64 * 64
    for start in stride(from: 0, to: whole, by: 64) { digest.add(bytes[start..<(start + 64)]) }
    // The end: a bit 1, zeros, the length in bits.
    var rest = Array(bytes[whole...])
    rest.append(0x80)
    while rest.count % 64 != 56 { rest.append(0) }
    let bits = UInt64(bytes.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      rest.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    for start in stride(from: 0, to: rest.count, by: 64) { digest.add(rest[start..<(start + 64)]) }
    let hexadecimal = Array("0123456789abcdef".utf8)
    var result: [UInt8] = []
    for word in digest.state {
      for shift in stride(from: 28, through: 0, by: -4) {
        result.append(hexadecimal[Int(word >> UInt32(shift) & 15)])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Takes in one block of 64 bytes.
  private mutating func add(_ block: ArraySlice<UInt8>) {
    for index in 0..<16 {
      let start = block.startIndex + index * 4
      schedule[index] =
        UInt32(block[start]) << 24 | UInt32(block[start + 1]) << 16 | UInt32(block[start + 2]) << 8
        | UInt32(block[start + 3])
    }
    for index in 16..<64 {
      let (near, far) = (schedule[index - 2], schedule[index - 15])
      let first = Self.turned(far, 7) ^ Self.turned(far, 18) ^ far >> 3
      let second = Self.turned(near, 17) ^ Self.turned(near, 19) ^ near >> 10
      schedule[index] = Self.sum(
        UInt64(schedule[index - 16]) + UInt64(first) + UInt64(schedule[index - 7]) + UInt64(second))
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let second = Self.turned(e, 6) ^ Self.turned(e, 11) ^ Self.turned(e, 25)
      let choice = e & f ^ ~e & g
      let added =
        UInt64(h) + UInt64(second) + UInt64(choice) + UInt64(Self.constants[index])
        + UInt64(schedule[index])
      let first = Self.turned(a, 2) ^ Self.turned(a, 13) ^ Self.turned(a, 22)
      let majority = a & b ^ a & c ^ b & c
      (h, g, f, e) = (g, f, e, Self.sum(UInt64(d) + added))
      (d, c, b, a) = (c, b, a, Self.sum(added + UInt64(first) + UInt64(majority)))
    }
    for (index, value) in [a, b, c, d, e, f, g, h].enumerated() {
      state[index] = Self.sum(UInt64(state[index]) + UInt64(value))
    }
  }

  private static func turned(_ word: UInt32, _ places: UInt32) -> UInt32 {
    word >> places | word << (32 - places)
  }

  private static func sum(_ value: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: value) }

  /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
