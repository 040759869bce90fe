using System.Text;
using Workbench.Parity.Formats;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Gguf;
using Workbench.Pipeline.Checkpoints.TorchPickle;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.Formats;

/// <summary>Thousands of damaged headers per format, from fixed seeds: each loads or is refused, quickly and without allocating; nothing else ever happens.</summary>
public sealed class HeaderMutationTests : IDisposable
{
    private const int Cases = 2100;

    private readonly string folder = Directory.CreateTempSubdirectory("workbench-mutations-").FullName;

    [Fact]
    public void Safetensors() => Run(
        "safetensors", SafetensorsFile.Open, [.. Legal("safetensors-bad", "ok-*.safetensors").Select(file => (file, 0, file.Length))],
        "{", "}", "[", "]", "\"", ",", "null", "-1", "1e3", "18446744073709551616", "9223372036854775807", "\"dtype\":\"F32\",", "\"a\":{},", "[[[[[[[[", "{\"a\":{\"a\":{\"a\":{\"a\":", "\\u0000", "\ufeff", "//");

    [Fact]
    public void Gguf() => Run(
        "gguf", GgufFile.Open, [.. Legal("gguf-bad", "ok-*.gguf").Append(Legal("gguf-bad", "orig-shape-ok.gguf").Single()).Select(file => (file, 0, file.Length - 200))],
        "GGUF", "\u0008\0\0\0", "\u0009\0\0\0\u0009\0\0\0\u0001\0\0\0\0\0\0\0", "general.alignment", "\u0001\0\0\0\0\0\0\0", "\u0020\0\0\0", "comfy.gguf.orig_shape.a.weight");

    [Fact]
    public void Torch() => Run(
        "pth", TorchFile.Open, [.. Legal("pth/legal", "*.pth").Where(file => file.Length < 4000).Select(file => (file, 0, file.Length))],
        "cos\nsystem\n", "cbuiltins\neval\n", "ctorch\nFloatStorage\n", "R", "b", "0", "\u0085R", "(", "t", "q\0", "h\0", "}", "]", ".", "X\u0001\0\0\0w", "J\0\0\0\u0080", "PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0006\u0006", "PK\u0006\u0007", "../../", "data.pkl", "(((((((((((", "]]]]]]]]]]]]]]]]");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Run(string extension, Func<string, ICheckpoint> open, IReadOnlyList<(byte[] File, int From, int To)> seeds, params string[] tokens)
    {
        Assert.NotEmpty(seeds);
        byte[][] pieces = [.. tokens.Select(token => token.All(c => c < 256) ? Encoding.Latin1.GetBytes(token) : Encoding.UTF8.GetBytes(token))];
        int loaded = 0, refused = 0;
        var problems = new List<string>();
        for (var i = 0; i < Cases; i++)
        {
            var (file, from, to) = seeds[i % seeds.Count];
            var path = Path.Combine(folder, $"case-{i}.{extension}");
            File.WriteAllBytes(path, new HeaderMutator(i, pieces).Mutate(file, from, to));
            using var scope = NewDisposeScope();
            using (var seen = Examination.Of(() => open(path)))
            {
                _ = seen.Refusal is null ? loaded++ : refused++;
                if (seen.Problem(path, "either") is { } problem)
                {
                    problems.Add($"case {i}: {problem}");
                }
            }

            File.Delete(path);
        }

        Assert.True(problems.Count == 0, $"{problems.Count} of {Cases}:\n" + string.Join("\n", problems.Take(20)));
        Assert.False(File.Exists("pwned.txt"));
        Assert.True(refused > Cases / 4 && loaded > 20, $"the generator is too tame or too wild: {loaded} loaded, {refused} refused");
    }

    private static List<byte[]> Legal(string corpus, string pattern) =>
        [.. Directory.GetFiles(Repository.At("tests", "hostile", corpus), pattern).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
}
