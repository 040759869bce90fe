using Workbench.Pipeline.Hub;

namespace Workbench.UnitTests.Hub;

/// <summary>Against CPython 3.12's fnmatch.fnmatchcase (results noted from it).</summary>
public sealed class HubPatternTests
{
    [Theory]
    [InlineData("*.json", "high_noise_model/config.json", true)]
    [InlineData("high_noise_model/*.safetensors", "high_noise_model/a/b.safetensors", true)]
    [InlineData("high_noise_model/*.safetensors", "low_noise_model/b.safetensors", false)]
    [InlineData("assets/", "assets/logo.png", true)]
    [InlineData("assets/", "assets", false)]
    [InlineData("assets", "assets/logo.png", false)]
    [InlineData("*Q4_K_?.gguf", "HighNoise/x-Q4_K_M.gguf", true)]
    [InlineData("*Q4_K_?.gguf", "HighNoise/x-Q4_K_.gguf", false)]
    [InlineData("*[!0-9].txt", "a1.txt", false)]
    [InlineData("*[!0-9].txt", "ab.txt", true)]
    [InlineData("[]a]x", "]x", true)]
    [InlineData("[!]a]x", "bx", true)]
    [InlineData("[!]a]x", "]x", false)]
    [InlineData("[a-c]", "b", true)]
    [InlineData("[c-a]", "b", false)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[-a]", "-", true)]
    [InlineData("[", "[", true)]
    [InlineData("[!", "[!", true)]
    [InlineData("a[b", "a[b", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("A", "a", false)]
    [InlineData("**/x", "a/b/x", true)]
    [InlineData("**/x", "x", false)]
    [InlineData("a*b*c", "axxbxxbyyc", true)]
    [InlineData("a*b*c", "axxbxxbyy", false)]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    [InlineData("a\nb", "a\nb", true)]
    public void Matches_as_fnmatch_does(string pattern, string path, bool matches) =>
        Assert.Equal(matches, new HubPattern(pattern).Matches(path));

    [Fact]
    public void Many_stars_do_not_explode() =>
        Assert.False(new HubPattern(string.Concat(Enumerable.Repeat("a*", 60)) + "b").Matches(new string('a', 4000)));

    [Fact]
    public void Ignore_wins_over_allow()
    {
        var filter = new HubFilter(allow: ["*.json"], ignore: ["low/*"]);
        Assert.True(filter.Keeps("high/config.json"));
        Assert.False(filter.Keeps("low/config.json"));
        Assert.False(filter.Keeps("a.bin"));
        Assert.False(new HubFilter(allow: []).Keeps("a"));
        Assert.True(HubFilter.All.Keeps("anything"));
    }
}
