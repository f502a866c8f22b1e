// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
]

let package = Package(
  name: "policyc",
  products: [.executable(name: "policyc", targets: ["policyc"])],
  dependencies: [],
  targets: [
    .target(name: "PolicyDSL", swiftSettings: settings),
    .target(name: "Evaluator", dependencies: ["PolicyDSL"], swiftSettings: settings),
    .executableTarget(
      name: "policyc", dependencies: ["PolicyDSL", "Evaluator"], swiftSettings: settings),
    .testTarget(name: "PolicyDSLTests", dependencies: ["PolicyDSL"]),
    .testTarget(name: "EvaluatorTests", dependencies: ["Evaluator", "PolicyDSL"]),
    .testTarget(name: "policycTests", dependencies: ["policyc", "Evaluator", "PolicyDSL"]),
  ],
  swiftLanguageModes: [.v6]
)
