using Workbench.Pipeline.Kernels.Nvrtc;

namespace Workbench.UnitTests.Kernels;

/// <summary>Compiled kernels on disk: found again by everything that went into them, and never trusted when damaged.</summary>
public sealed class KernelCacheTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private int compilations;

    [Fact]
    public void The_second_start_compiles_nothing()
    {
        var first = Get();

        Assert.Equal(first, Get());
        Assert.Equal(1, compilations);
    }

    [Theory]
    [InlineData("13.1", "source", 90, "D=8")]
    [InlineData("13.0", "other source", 90, "D=8")]
    [InlineData("13.0", "source", 120, "D=8")]
    [InlineData("13.0", "source", 90, "D=16")]
    public void Another_compiler_source_card_or_size_is_another_kernel(string version, string source, int architecture, string define)
    {
        Get();

        Get(version, source, architecture, define);

        Assert.Equal(2, compilations);
        Assert.Equal(2, Directory.GetFiles(folder["kernels"]).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("torn")]
    public void A_damaged_entry_is_compiled_again(string content)
    {
        Get();
        File.WriteAllText(Assert.Single(Directory.GetFiles(folder["kernels"])), content);

        Assert.Equal(Image, Get());
        Assert.Equal(2, compilations);
        Assert.Equal(Image, File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder["kernels"]))));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_costs_a_compilation_and_nothing_else()
    {
        File.WriteAllText(folder["file"], "");

        Assert.Equal(Image, Get(at: Path.Combine(folder["file"], "kernels")));
        Assert.Equal(Image, Get(at: Path.Combine(folder["file"], "kernels")));
        Assert.Equal(2, compilations);
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Image => [0x7f, .. "ELF and more"u8];

    private byte[] Get(string version = "13.0", string source = "source", int architecture = 90, string define = "D=8", string? at = null) =>
        KernelCache.GetOrCompile(at ?? folder["kernels"], version, "name", source, architecture, [define], () =>
        {
            compilations++;
            return Image;
        });
}
