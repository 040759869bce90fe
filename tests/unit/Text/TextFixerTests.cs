using System.Text.Json;
using Workbench.Pipeline.Text.Fixing;

namespace Workbench.UnitTests.Text;

public sealed class TextFixerTests
{
    /// <summary>Pairs of text and what ftfy 6.3.1 makes of it: hand-picked cases, then text that was encoded and misread at random.</summary>
    private static readonly string[][] Recorded = JsonSerializer.Deserialize<string[][]>(File.ReadAllText(Repository.At("tests", "data", "text", "ftfy-6.3.1.json")))!;

    [Fact]
    public void Repairs_as_ftfy_does()
    {
        Assert.Equal(198, Recorded.Length);
        Assert.All(Recorded, pair => Assert.Equal(pair[1], TextFixer.Fix(pair[0])));
    }

    [Fact]
    public void Repairing_twice_changes_nothing_more()
    {
        Assert.All(Recorded, pair => Assert.Equal(pair[1], TextFixer.Fix(pair[1])));
    }

    [Fact]
    public void Halves_of_surrogate_pairs_become_replacement_characters()
    {
        Assert.Equal("x\ufffd y\ufffd 😀", TextFixer.Fix("x\ud83d y\ude00 😀"));
    }

    [Theory]
    [InlineData("Ünïcödé text stays: Æ, Ø, ß, œuf, ½, x², 10°C — “no”…")]
    [InlineData("Το ελληνικό κείμενο")]
    [InlineData("Русский текст, как есть")]
    [InlineData("日本語と中文")]
    public void Good_text_only_has_its_quotes_straightened(string text)
    {
        Assert.Equal(text.Replace('“', '"').Replace('”', '"'), TextFixer.Fix(text));
    }
}
