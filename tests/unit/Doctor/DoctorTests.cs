using System.Text.Json.Nodes;
using Workbench.Cli.Doctor;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Runtime;
using Workbench.UnitTests.Cli;

namespace Workbench.UnitTests.Doctor;

public sealed class DoctorTests
{
    private static readonly LibTorchInfo Cuda = new("/x", LibTorchOrigin.EnvironmentVariable, HasCuda: true, "/y", false);

    [Fact]
    public void Json_lists_every_check_and_the_verdict()
    {
        var (code, data, _) = CommandRun.Of("doctor", "--json");
        var root = JsonNode.Parse(data)!;
        var findings = root["findings"]!.AsArray();
        Assert.Equal(["host", "libstdc++", "libtorch", "devices", "nvrtc", "ffmpeg", "chromium", "checkpoints"], findings.Select(f => (string)f!["id"]!));
        var unfit = findings.Any(f => (string)f!["status"]! == "unfit");
        Assert.Equal(!unfit, (bool)root["fit"]!);
        Assert.Equal(unfit ? ExitCodes.UnfitEnvironment : 0, code);
        Assert.Equal("ok", (string)findings[2]!["status"]!);
        Assert.Matches(@"^\d+\.\d+", (string)findings[2]!["details"]!["version"]!);
    }

    [Fact]
    public void A_check_that_throws_is_a_finding_with_the_mending_command()
    {
        var finding = Assert.Single(Examination.Run([new Failing()]));
        Assert.Equal(("failing", FindingStatus.Unfit, "No libtorch found. Tried: nothing.", "./workbench build"), (finding.Id, finding.Status, finding.Summary, finding.Mend));
    }

    [Fact]
    public void A_gpu_without_a_cuda_libtorch_is_a_note_that_says_how_to_use_it()
    {
        var finding = DevicesCheck.Judge((new(13, 0), [H100]), Cuda with { HasCuda = false }, null);
        Assert.Equal(FindingStatus.Note, finding.Status);
        Assert.Contains("WORKBENCH_LIBTORCH", finding.Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12.8", 13, new[] { 80, 90 }, FindingStatus.Ok)]
    [InlineData("13.0", 12, new[] { 80, 90 }, FindingStatus.Unfit)] // driver too old
    [InlineData("12.8", 12, new[] { 80, 86 }, FindingStatus.Unfit)] // no code for sm_90
    [InlineData("12.8", 12, new[] { 100, 120 }, FindingStatus.Unfit)]
    [InlineData("12.8", 12, new int[0], FindingStatus.Ok)] // does not say
    internal void Driver_and_architectures_must_suit_the_build(string runtime, int driver, int[] architectures, FindingStatus expected)
    {
        var build = new LibTorchBuild("2.10.0", null, runtime, "9.1", architectures, "");
        Assert.Equal(expected, DevicesCheck.Judge((new(driver, 0), [H100]), Cuda, build).Status);
    }

    [Fact]
    public void Without_a_driver_there_is_only_the_cpu()
    {
        Assert.Equal(FindingStatus.Note, DevicesCheck.Judge(null, Cuda, null).Status);
        Assert.Equal(FindingStatus.Note, DevicesCheck.Judge((new(13, 0), []), null, null).Status);
    }

    [Fact]
    public void Checkpoints_are_found_in_the_hub_cache_and_in_a_given_folder()
    {
        var cache = Directory.CreateTempSubdirectory().FullName;
        Assert.Equal(FindingStatus.Note, CheckpointsCheck.Judge(null, cache).Status);

        var snapshot = Directory.CreateDirectory(Path.Combine(cache, "models--Wan-AI--Wan2.2-I2V-A14B", "snapshots", "abc")).FullName;
        var found = CheckpointsCheck.Judge(null, cache);
        Assert.Equal((FindingStatus.Ok, snapshot), (found.Status, found.Summary));
        Assert.Contains(cache, CheckpointsCheck.Judge(cache, "/nowhere").Summary, StringComparison.Ordinal);
        Assert.Equal(FindingStatus.Unfit, CheckpointsCheck.Judge(Path.Combine(cache, "none"), cache).Status);
        Directory.Delete(cache, recursive: true);
    }

    [Fact]
    public void The_build_text_of_a_cuda_libtorch_is_understood()
    {
        var build = LibTorchBuild.Parse(
            "PyTorch built with:\n  - GCC 13.3\n  - CPU capability usage: AVX512\n  - CUDA Runtime 13.0\n"
            + "  - NVCC architecture flags: -gencode;arch=compute_75,code=sm_75;-gencode;arch=compute_90,code=sm_90;-gencode;arch=compute_120,code=sm_120\n"
            + "  - CuDNN 91.5.1\n  - Build settings: BLAS_INFO=mkl, TORCH_VERSION=2.11.0, USE_CUDA=ON, \n");
        Assert.Equal(("2.11.0", "AVX512", "13.0", "91.5.1"), (build.Version, build.CpuCapability, build.CudaRuntime, build.Cudnn));
        Assert.Equal([75, 90, 120], build.Architectures);
    }

    [Fact]
    public void The_loaded_libtorch_tells_its_version() => Assert.Matches(@"^\d+\.\d+\.\d+", LibTorchBuild.Describe()!.Version);

    private static CudaDevices.Device H100 => new(0, "NVIDIA H100", 90, 80L << 30, 132);

    private sealed class Failing : IDoctorCheck
    {
        public string Id => "failing";

        public Finding Look() => throw new LibTorchNotFoundException("No libtorch found.\nTried: nothing.\nNext: ./workbench build");
    }
}
