using Workbench.Harness.Listening;

namespace Workbench.UnitTests.Listening;

public sealed class TapFilterTests
{
    [Theory]
    [InlineData("", "a/b", true)]
    [InlineData("blocks.*/x", "blocks.07/x", true)]
    [InlineData("blocks.*/x", "blocks.07/attn/x", false)]
    [InlineData("blocks.*/**", "blocks.07/attn/x", true)]
    [InlineData("**/x", "x", true)]
    [InlineData("**/x", "a/b/x", true)]
    [InlineData("**/x", "a/bx", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a/*,!a/b", "a/b", false)]
    [InlineData("a/*,!a/b", "a/c", true)]
    [InlineData("!a/b", "c", true)]
    [InlineData("a/b", "a/b#3", true)]
    public void Globs(string globs, string path, bool expected) => Assert.Equal(expected, new TapFilter(globs).Matches(path));
}
