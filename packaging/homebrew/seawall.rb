# A formula for your own tap: Seawall is in no public one. Put in where the package lies, and its SHA-256.
class Seawall < Formula
  desc "Container runtime security for AWS: checks files, histories and events"
  homepage "https://git.example/OWNER/seawall"
  url "https://packages.example/seawall-0.1.0.tgz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "Apache-2.0"

  depends_on "node"

  def install
    # The package has no dependencies and nothing to build: it is put where it stays, and its bin is started by Homebrew's Node.
    libexec.install Dir["*"]
    (bin/"seawall").write_env_script libexec/"cli/seawall.js", PATH: "#{Formula["node"].opt_bin}:$PATH"
    chmod 0755, libexec/"cli/seawall.js"
    generate_completions_from_executable(bin/"seawall", "completion")
  end

  test do
    (testpath/"task.json").write <<~JSON
      {"family": "web", "containerDefinitions": [{"name": "web", "image": "web:1", "privileged": true}]}
    JSON
    output = shell_output("#{bin}/seawall evaluate task.json", 1)
    assert_match "namespace-isolation/no-privileged", output
    assert_match version.to_s, shell_output("#{bin}/seawall --version")
  end
end
