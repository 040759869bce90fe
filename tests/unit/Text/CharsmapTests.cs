using System.Text;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Text.Tokenization;

namespace Workbench.UnitTests.Text;

/// <summary>The charsmap of the published oracle is SentencePiece's nmt_nfkc.</summary>
public sealed class CharsmapTests
{
    private static readonly Charsmap Rules = SentencePieceFile.Read(Repository.At("tests", "data", "wan22-tiny", "tokenizer", "spiece.model")).Charsmap!;

    [Theory]
    [InlineData("ﬁsh", 3, "fi")]
    [InlineData("e\u0301x", 3, "é")]
    [InlineData("\u200bx", 3, " ")]
    [InlineData("㎡", 3, "m2")]
    [InlineData("abc", 0, "")]
    public void The_longest_rule_applies(string text, int consumed, string replacement)
    {
        Assert.Equal(consumed > 0, Rules.TryLongest(Encoding.UTF8.GetBytes(text), out var bytes, out var result));
        Assert.Equal(consumed, bytes);
        Assert.Equal(replacement, Encoding.UTF8.GetString(result));
    }

    [Fact]
    public void The_shortest_rule_stops_at_the_first_match()
    {
        // "ẛ" has a rule, and "ẛ" with a dot below has another.
        var text = Encoding.UTF8.GetBytes("\u1e9b\u0323");
        Assert.True(Rules.TryShortest(text, out var result));
        Assert.Equal("\u1e61", Encoding.UTF8.GetString(result));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000")]
    [InlineData("0500000000000000")]
    [InlineData("08000000000000")]
    public void A_blob_that_contradicts_itself_is_refused(string hex)
    {
        Assert.Throws<CheckpointException>(() => new Charsmap(Convert.FromHexString(hex), "x"));
    }
}
