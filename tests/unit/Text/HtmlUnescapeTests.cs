using Workbench.Pipeline.Text.Cleaning;

namespace Workbench.UnitTests.Text;

public sealed class HtmlUnescapeTests
{
    /// <summary>Expected values from Python's html.unescape.</summary>
    [Theory]
    [InlineData("&amp;amp;", "&amp;")]
    [InlineData("&amp", "&")]
    [InlineData("&ampamp;", "&amp;")]
    [InlineData("&notit;", "¬it;")]
    [InlineData("&notin;", "∉")]
    [InlineData("&copy2024", "©2024")]
    [InlineData("&CounterClockwiseContourIntegral;", "∳")]
    [InlineData("&NotEqualTilde;", "≂̸")]
    [InlineData("&Jscr;", "𝒥")]
    [InlineData("&hellip", "&hellip")]
    [InlineData("&#65;&#x41;&#X41", "AAA")]
    [InlineData("&#0065;", "A")]
    [InlineData("&#0;", "\ufffd")]
    [InlineData("&#x80;&#x9f;&#x81;", "€Ÿ\u0081")]
    [InlineData("&#13;&#9;", "\r\t")]
    [InlineData("a&#1;&#x0b;&#x7f;&#xfdd0;&#x1fffe;b", "ab")]
    [InlineData("&#xd800;&#x110000;&#99999999999999999999;", "\ufffd\ufffd\ufffd")]
    [InlineData("&#128512;", "😀")]
    [InlineData("& &; &#; &#x; &#xg; a&b", "& &; &#; &#x; &#xg; a&b")]
    [InlineData("&eacute;&Eacute;", "éÉ")]
    public void Decodes_as_python_does(string text, string expected) => Assert.Equal(expected, HtmlUnescape.Decode(text));

    [Fact]
    public void Knows_every_name_of_the_standard()
    {
        Assert.Equal(2231, HtmlEntities.ByName.Count);
        Assert.Equal(2125, HtmlEntities.ByName.Keys.Count(name => name.EndsWith(';')));
        Assert.True(HtmlEntities.ByName.Keys.All(name => name.Length <= 33));
    }
}
