using Workbench.Benchmarks.Loading;
using Workbench.Benchmarks.Running;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Benchmarks.Measured;

/// <summary>Loading a 2 GB file made on the spot, against reading it and throwing it away.</summary>
internal sealed class CheckpointLoad : IBenchmark, IDisposable
{
    private const long Size = 2_000_000_000;

    private readonly string folder = Directory.CreateTempSubdirectory("workbench-load-").FullName;

    private string peaks = "";

    public string Name => "Checkpoint load";

    public string Question => "Every matrix of a 2 GB bf16 safetensors and a 2 GB Q4_K GGUF file taken in its stored flavour for the CPU, from a warm page cache, against reading the file as `cat` does (target 1.5). "
        + $"Parameters on the CPU are the file's own pages, mapped copy-on-write: nothing is copied, a page that nobody changes is never paid for twice.{peaks}";

    public IReadOnlyList<Variant> Variants()
    {
        var (safetensors, gguf) = (Path.Combine(folder, "a.safetensors"), Path.Combine(folder, "a.gguf"));
        SyntheticCheckpoint.WriteSafetensors(safetensors, Size);
        SyntheticCheckpoint.WriteGguf(gguf, StoredType.Q4_K, Size);
        peaks = $" Peak memory over the tensors kept: safetensors {Peak(safetensors):F2}, GGUF {Peak(gguf):F2} (target 1.2).";
        return
        [
            new("read safetensors", () => LoadBenchmark.Read(safetensors), Size / 1e9, "GB"),
            new("load safetensors", () => LoadBenchmark.Load(safetensors, ScalarType.BFloat16, CPU), Size / 1e9, "GB"),
            new("read GGUF", () => LoadBenchmark.Read(gguf), Size / 1e9, "GB"),
            new("load GGUF", () => LoadBenchmark.Load(gguf, ScalarType.BFloat16, CPU), Size / 1e9, "GB"),
        ];
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static double Peak(string path)
    {
        var (_, kept, peak) = LoadBenchmark.Load(path, ScalarType.BFloat16, CPU);
        return (double)peak / kept;
    }
}
