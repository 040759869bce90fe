using Workbench.Pipeline.Runtime;

namespace Workbench.UnitTests.Runtime;

public sealed class WeakVersionNeedTests
{
    private static byte[] Shim() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "native", "libLibTorchSharp.so"));

    [Fact]
    public void Changes_one_flag_and_nothing_else()
    {
        var before = Shim();
        var after = Shim();

        Assert.Equal(1, WeakVersionNeed.Weaken(after, WeakVersionNeed.Version));

        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).ToList();
        Assert.Single(changed);
        Assert.Equal(0, before[changed[0]]);
        Assert.Equal(2, after[changed[0]]);
    }

    [Fact]
    public void A_version_the_library_does_not_need_changes_nothing()
    {
        var bytes = Shim();
        Assert.Equal(0, WeakVersionNeed.Weaken(bytes, "GLIBCXX_9.9.9"));
        Assert.Equal(Shim(), bytes);
    }

    [Fact]
    public void Refuses_what_is_no_elf_file()
    {
        Assert.Throws<InvalidDataException>(() => WeakVersionNeed.Weaken(new byte[128], WeakVersionNeed.Version));
    }

    [Fact]
    public void The_cached_copy_loads_and_computes()
    {
        Assert.True(File.Exists(WeakVersionNeed.CachedCopy(Path.Combine(AppContext.BaseDirectory, "native", "libLibTorchSharp.so"))));
        using var x = TorchSharp.torch.ones(2);
        Assert.Equal(2, x.sum().item<float>());
    }
}
