using Workbench.Pipeline.Text.Cleaning;

namespace Workbench.UnitTests.Text;

public sealed class PromptCleanerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\n\u3000\u00a0\u2028 ", "")]
    [InlineData("  a \u2003\u3000 b\r\n\tc  ", "a b c")]
    [InlineData("Tom &amp;amp; Jerry &lt;run&gt;", "Tom & Jerry <run>")]
    [InlineData("画面模糊，低质量", "画面模糊,低质量")]
    [InlineData("“it’s” ﬁne", "\"it's\" fine")]
    [InlineData("cafÃ©", "café")]
    public void Upstream_cleaning_repairs_unescapes_twice_and_collapses(string prompt, string expected) =>
        Assert.Equal(expected, PromptCleaner.Clean(prompt));

    [Theory]
    [InlineData("画面模糊，低质量 “x”", "画面模糊，低质量 “x”")]
    [InlineData("&amp;lt; \u00a0 &nbsp;x", "< x")]
    [InlineData("\u001c\u001fa\u001db\u001e", "a\u001db")] // str.strip takes U+001C..U+001F, \s does not.
    [InlineData("zero\u200bwidth", "zero\u200bwidth")]
    public void Without_repair_only_html_and_white_space_change(string prompt, string expected) =>
        Assert.Equal(expected, PromptCleaner.Clean(prompt, PromptCleaning.WithoutTextRepair));

    [Fact]
    public void A_double_space_between_entities_is_one_space()
    {
        Assert.Equal("a b", PromptCleaner.Clean("a&nbsp;&amp;nbsp;b", PromptCleaning.WithoutTextRepair));
    }
}
